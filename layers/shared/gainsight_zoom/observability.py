"""The only place that makes loggers.

Nothing logged here or elsewhere may hold a token, secret, e-mail address, OAuth code or note text;
identifiers of users and tenants are allowed.
"""

from aws_lambda_powertools import Logger

USER_KEY = "zoom_user"

logger = Logger()
