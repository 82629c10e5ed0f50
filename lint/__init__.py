"""What a change is held to beside the usual tools: the template, names, secrets, locks."""
