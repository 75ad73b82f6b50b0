# Show of Hands: `make run` starts the conference, `make test` runs every check and test.
# Settings go behind the command or before it: make run PORT=9000 DATA=/srv/votes

.PHONY: help run test check bench chaos bridge lock

help:
	@echo "make run    start the conference on this machine (PORT=… DATA=… ADDRESS=…)"
	@echo "make test   set up and run all checks and tests"
	@echo "make check  only the checks: style, types, templates, migrations, licences, known vulnerabilities, JavaScript"
	@echo "make bench  measure, and write docs/performance.md"
	@echo "make chaos  let everything fail that may, and write docs/reliability.md"
	@echo "make bridge write keypad-bridge.pyz: the bridge for keypads in one file, for the laptop at a base station"
	@echo "make lock   lock the dependencies anew"

run:
	@deploy/prepare.sh deploy/requirements.txt
	@exec .venv/bin/python manage.py up

test:
	@deploy/test.sh

check:
	@deploy/prepare.sh deploy/requirements-dev.txt
	@deploy/check.sh

bench:
	@deploy/prepare.sh deploy/requirements-dev.txt
	@exec .venv/bin/python -m tests.bench

chaos:
	@deploy/prepare.sh deploy/requirements-dev.txt
	@.venv/bin/python manage.py collectstatic --noinput --verbosity 0
	@exec .venv/bin/python -m tests.chaos

bridge:
	@deploy/prepare.sh deploy/requirements.txt
	@.venv/bin/python -m live.packing

lock:
	@deploy/prepare.sh deploy/requirements-dev.txt
	@deploy/lock.sh
