"""Drills: the whole product while its outside world fails, its processes die and everybody comes.

Time and chance are the drill's own, so that a seed tells the whole story; nothing is waited for.
"""
