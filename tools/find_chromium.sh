#!/bin/sh
# Prints where Chromium is: LEARNINGLOOP_CHROMIUM, or the first on the PATH.
for candidate in ${LEARNINGLOOP_CHROMIUM:-chromium chromium-browser google-chrome}; do
    command -v "$candidate" && exit
done
echo "The browser tests need Chromium. Install it (Debian: apt-get install chromium) or say where it is: LEARNINGLOOP_CHROMIUM=/path/to/chromium make test-browser" >&2
exit 1
