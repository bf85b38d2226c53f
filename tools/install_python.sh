#!/bin/sh
# Makes .venv with Python 3.11 and installs exactly what requirements/*.txt locks, and the project itself.
set -eu

fail() {
    echo "$1" >&2
    exit 1
}

is_python_3_11() {
    "$1" -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' >/dev/null 2>&1
}

find_python() {
    for candidate in ${PYTHON:-} python3.11 python3 python; do
        if is_python_3_11 "$candidate"; then
            echo "$candidate"
            return
        fi
    done
}

python=$(find_python)
if [ -z "$python" ]; then
    found=$( (python3 --version || python --version) 2>/dev/null || echo "no Python")
    fail "Learning Loop needs Python 3.11 and found $found. Install Python 3.11, or say where it is: PYTHON=/path/to/python3.11 make run"
fi
"$python" -c 'import ensurepip, venv' >/dev/null 2>&1 ||
    fail "This Python 3.11 cannot make an environment because its venv module is missing. On Debian or Ubuntu: apt-get install python3.11-venv"

echo "Installing the Python packages. This takes about a minute, once."
is_python_3_11 .venv/bin/python || "$python" -m venv --clear .venv
pip_install=".venv/bin/python -m pip --disable-pip-version-check install --quiet --quiet"
$pip_install --require-hashes -r requirements/app.txt -r requirements/dev.txt ||
    fail "The Python packages could not be installed. Read the lines above, check the network connection, and try again."
$pip_install --no-deps --no-build-isolation --editable . ||
    fail "The project itself could not be installed into .venv. Read the lines above, run make clean, and try again."
