#!/usr/bin/env bash
# Print the path of an interpreter of one version: scripts/python.sh 3.13
# A pyenv shim is on PATH even where it runs nothing, so each candidate is asked.
version=$1
for candidate in "python$version" "${PYENV_ROOT:-$HOME/.pyenv}"/versions/"$version".*/bin/"python$version"; do
    "$candidate" -c "import sys; sys.exit('%d.%d' % sys.version_info[:2] != '$version' or print(sys.executable))" \
        2>/dev/null && exit
done
echo "Python $version is needed here: put python$version on PATH." >&2
exit 1
