"""DynamoDB, one module per kind of record; nothing else speaks it. See ``docs/data-model.md``."""
