#!/bin/sh
# Builds style sheets, scripts and fonts into learningloop/kit/static/kit/built with Node 20 or newer.
set -eu

fail() {
    echo "$1" >&2
    exit 1
}

version=$(node --version 2>/dev/null) ||
    fail "Learning Loop needs Node 20 or newer to build its style sheets and found none. Install Node 20 and try again."
major=${version#v}
major=${major%%.*}
[ "$major" -ge 20 ] ||
    fail "Learning Loop needs Node 20 or newer to build its style sheets and found Node $version. Install Node 20 and try again."
npm --version >/dev/null 2>&1 ||
    fail "Learning Loop needs npm, which comes with Node, and found none. Install npm and try again."

echo "Building the style sheets. This takes about ten seconds, once."
npm ci --silent ||
    fail "The packages for the style sheets could not be installed. Run npm ci to see why, check the network connection, and try again."
npm run --silent build ||
    fail "The style sheets could not be built. Read the lines above."
