import django.db.models.deletion
import polls.texts
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('polls', '0011_rehearsal'),
    ]

    operations = [
        migrations.CreateModel(
            name='Agenda',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('state', models.CharField(choices=[('draft', 'Draft'), ('published', 'Published')], default='draft', max_length=9)),
                ('total', models.PositiveSmallIntegerField()),
                ('step', models.PositiveSmallIntegerField()),
                ('minimum', models.PositiveSmallIntegerField()),
                ('most', models.PositiveSmallIntegerField()),
                ('parallel', models.BooleanField(default=False)),
                ('version', models.PositiveIntegerField(default=1)),
                ('published_at', models.DateTimeField(null=True)),
                ('round', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='agendas', to='polls.round')),
                ('session', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='agendas', to='polls.session')),
            ],
            options={
                'ordering': ['session', 'round', '-published_at'],
            },
        ),
        migrations.AddField(
            model_name='session',
            name='agenda',
            field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='polls.agenda'),
        ),
        migrations.CreateModel(
            name='Topic',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('choice', models.CharField(max_length=36)),
                ('votes', models.PositiveIntegerField()),
                ('rank', models.PositiveSmallIntegerField()),
                ('position', models.PositiveSmallIntegerField()),
                ('title', models.CharField(max_length=300, validators=[polls.texts.check_readable])),
                ('standing', models.CharField(choices=[('on', 'on the agenda'), ('off', 'left out'), ('tied', 'tied at the cut'), ('merged', 'part of another topic')], max_length=6)),
                ('minutes', models.PositiveSmallIntegerField(null=True)),
                ('room', models.CharField(blank=True, max_length=80, validators=[polls.texts.check_readable])),
                ('facilitator', models.CharField(blank=True, max_length=80, validators=[polls.texts.check_readable])),
                ('started_at', models.DateTimeField(null=True)),
                ('ended_at', models.DateTimeField(null=True)),
                ('extended', models.PositiveIntegerField(default=0)),
                ('agenda', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='topics', to='polls.agenda')),
                ('merged_into', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='merged', to='polls.topic')),
            ],
            options={
                'ordering': ['position', 'rank'],
            },
        ),
        migrations.AddConstraint(
            model_name='agenda',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('published_at__isnull', True), ('state', 'draft')), models.Q(('published_at__isnull', False), ('state', 'published')), _connector='OR'), name='agenda_published_at_a_time'),
        ),
        migrations.AddConstraint(
            model_name='agenda',
            constraint=models.CheckConstraint(condition=models.Q(('step__in', [1, 5]), ('total__gte', 1), ('total__lte', 1440), ('minimum__gte', 1), ('most__gte', 1)), name='agenda_times_are_possible'),
        ),
        migrations.AddConstraint(
            model_name='agenda',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'draft')), fields=('round',), name='one_draft_agenda_per_round'),
        ),
        migrations.AddConstraint(
            model_name='topic',
            constraint=models.UniqueConstraint(fields=('agenda', 'choice'), name='topic_of_a_choice_once'),
        ),
        migrations.AddConstraint(
            model_name='topic',
            constraint=models.UniqueConstraint(fields=('agenda', 'rank'), name='topic_rank_is_unique'),
        ),
        migrations.AddConstraint(
            model_name='topic',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('merged_into__isnull', True), ('standing__in', ['on', 'off', 'tied'])), models.Q(('merged_into__isnull', False), ('standing', 'merged')), _connector='OR'), name='topic_merged_into_another'),
        ),
        migrations.AddConstraint(
            model_name='topic',
            constraint=models.CheckConstraint(condition=models.Q(('merged_into', models.F('id')), _negated=True), name='topic_not_merged_into_itself'),
        ),
        migrations.AddConstraint(
            model_name='topic',
            constraint=models.CheckConstraint(condition=models.Q(('minutes__isnull', True), models.Q(('minutes__gte', 1), ('standing', 'on')), _connector='OR'), name='topic_on_the_agenda_has_minutes'),
        ),
        migrations.AddConstraint(
            model_name='topic',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', True), ('extended', 0), ('started_at__isnull', True)), models.Q(('minutes__isnull', False), ('started_at__isnull', False)), _connector='OR'), name='topic_with_minutes_is_started'),
        ),
        migrations.AddConstraint(
            model_name='topic',
            constraint=models.CheckConstraint(condition=models.Q(('ended_at__isnull', True), ('ended_at__gte', models.F('started_at')), _connector='OR'), name='topic_ends_after_it_starts'),
        ),
    ]
