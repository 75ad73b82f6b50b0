"""What stands in the database after an edit."""

from polls.models import Session


def texts_of(question):
    return [choice.text for choice in question.choices.all()]


def seq_of(session):
    return Session.objects.values_list("seq", "conference__seq").get(pk=session.pk)
