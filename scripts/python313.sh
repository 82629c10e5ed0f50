#!/usr/bin/env bash
# Print the path of the runtime's interpreter. A pyenv shim is on PATH even where it runs nothing,
# so each candidate is asked.
for candidate in python3.13 "${PYENV_ROOT:-$HOME/.pyenv}"/versions/3.13.*/bin/python3.13; do
    "$candidate" -c 'import sys; print(sys.executable)' 2>/dev/null && exit
done
echo "Python 3.13, the runtime's own, is needed here: put python3.13 on PATH." >&2
exit 1
