# Sourced by the other scripts: finds Debian's prometheus and promtool, or unpacks them into a temporary folder.
# Nothing is installed and no service is started.
prometheus_tools() {
  if command -v promtool >/dev/null && command -v prometheus >/dev/null; then return; fi
  PATH="$(unpacked prometheus promtool):$PATH"
}

# Finds Debian's Alertmanager, or unpacks it likewise: $ALERTMANAGER.
alertmanager_tool() {
  ALERTMANAGER="$(command -v prometheus-alertmanager || command -v alertmanager || true)"
  if [ -n "$ALERTMANAGER" ]; then return; fi
  ALERTMANAGER="$(unpacked prometheus-alertmanager prometheus-alertmanager)/prometheus-alertmanager"
}

# unpacked PACKAGE PROGRAM : the folder that holds the package's programs, unpacked if they are not there yet.
unpacked() {
  local folder="${TMPDIR:-/tmp}/breakwater-prometheus"
  if [ ! -x "$folder/usr/bin/$2" ]; then
    mkdir -p "$folder"
    (cd "$folder" && apt-get download "$1" >/dev/null) || {
      echo "$2 is not on the PATH, and Debian package \"$1\" could not be fetched (run apt-get update?)" >&2
      exit 69
    }
    dpkg-deb -x "$folder/$1"_*.deb "$folder"
  fi
  echo "$folder/usr/bin"
}
