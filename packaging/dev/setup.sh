#!/bin/sh
# Makes .venv hold what a purpose needs: setup.sh run | test. Quick when there is nothing to do.
#   run   the app; the window's toolkit only where a display can show it
#   test  the app, the window, the test tools and, where we may install them, Debian's packages for real windows,
#         a browser, a keyring and PostgreSQL
set -eu
cd "$(dirname "$0")/../.."
purpose=${1:?run or test}

say() { printf '%s\n' "blogdesk: $*" >&2; }
become_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi; }
may_install() {
  command -v apt-get >/dev/null 2>&1 && { [ "$(id -u)" = 0 ] || sudo -n true 2>/dev/null; }
}
missing_packages() {
  for package in "$@"; do
    dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || printf '%s ' "$package"
  done
}
install_packages() {
  command -v dpkg-query >/dev/null 2>&1 || return 0
  missing=$(missing_packages "$@")
  [ -n "$missing" ] || return 0
  if may_install; then
    say "installing Debian packages: $missing"
    become_root apt-get update -qq || true
    # shellcheck disable=SC2086 # a list of names
    become_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null ||
      say "some of them could not be installed; what needs them will be skipped, with the reason"
  else
    say "not allowed to install: $missing; what needs them will be skipped, with the reason"
  fi
}

python=
for candidate in ${PYTHON3:-} python3.13 python3.12 python3.11 python3; do
  if command -v "$candidate" >/dev/null 2>&1 &&
    "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    python=$candidate
    break
  fi
done
if [ -z "$python" ]; then
  say "needs Python 3.11 or newer. On Debian or Ubuntu: apt-get install python3 python3-venv"
  exit 1
fi
if [ ! -x .venv/bin/python ]; then
  "$python" -c 'import ensurepip, venv' 2>/dev/null || install_packages python3-venv
  if ! "$python" -m venv .venv 2>/dev/null; then
    rm -rf .venv
    say "Python cannot make a virtual environment here. On Debian or Ubuntu: apt-get install python3-venv"
    exit 1
  fi
fi

# One stamp for each lock file: its checksum when it was installed last.
install_lock() {
  sum=$(cksum <"$1")
  stamp=.venv/.$(basename "$1")
  [ "$(cat "$stamp" 2>/dev/null)" = "$sum" ] && return 0
  say "installing $1 (once)"
  .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r "$1"
  printf '%s' "$sum" >"$stamp"
}

install_lock requirements.lock
site=$(.venv/bin/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')
pwd >"$site/blogdesk.pth"
printf '#!/bin/sh\nexec "%s/.venv/bin/python" -m blogdesk.cli.main "$@"\n' "$PWD" >.venv/bin/blogdesk
chmod +x .venv/bin/blogdesk

window_libraries="libegl1 libgl1 libnss3 libasound2 libxcb-cursor0 libxcb-icccm4 libxcb-image0 libxcb-keysyms1
  libxcb-render-util0 libxcb-xkb1 libxcb-shape0 libxcb-randr0 libxkbcommon-x11-0 libxkbfile1 libxcomposite1 libxdamage1
  libxrandr2 libxtst6 libdbus-1-3 libfontconfig1"
case $purpose in
run)
  if [ "$(uname)" != Linux ] || [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then
    # shellcheck disable=SC2086
    install_packages $window_libraries
    install_lock requirements-window.lock || say "the window's toolkit could not be installed: the browser will be used"
  fi
  ;;
test)
  install_lock requirements-window.lock
  install_lock requirements-dev.lock
  # shellcheck disable=SC2086
  install_packages $window_libraries xvfb openbox xdotool wmctrl xclip x11-utils imagemagick dbus gnome-keyring \
    libsecret-tools chromium postgresql fonts-dejavu-core
  if command -v npm >/dev/null 2>&1 && [ ! -d assets/frontend/node_modules ]; then
    (cd assets/frontend && npm ci --ignore-scripts --no-audit --no-fund --silent) ||
      say "the bundle's packages could not be installed; rebuilding it will not be tried"
  fi
  ;;
esac
