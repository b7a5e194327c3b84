# Sourced by the other scripts: finds Debian's prometheus and promtool, or unpacks them into a temporary folder.
# Nothing is installed and no service is started.
prometheus_tools() {
  if command -v promtool >/dev/null && command -v prometheus >/dev/null; then return; fi
  local folder="${TMPDIR:-/tmp}/breakwater-prometheus"
  if [ ! -x "$folder/usr/bin/promtool" ]; then
    mkdir -p "$folder"
    (cd "$folder" && apt-get download prometheus >/dev/null) || {
      echo 'prometheus is not on the PATH, and Debian package "prometheus" could not be fetched (run apt-get update?)' >&2
      exit 69
    }
    dpkg-deb -x "$folder"/prometheus_*.deb "$folder"
  fi
  PATH="$folder/usr/bin:$PATH"
}

# Finds Debian's Alertmanager, or unpacks it likewise: $ALERTMANAGER.
alertmanager_tool() {
  ALERTMANAGER="$(command -v prometheus-alertmanager || command -v alertmanager || true)"
  if [ -n "$ALERTMANAGER" ]; then return; fi
  local folder="${TMPDIR:-/tmp}/breakwater-prometheus"
  ALERTMANAGER="$folder/usr/bin/prometheus-alertmanager"
  if [ ! -x "$ALERTMANAGER" ]; then
    mkdir -p "$folder"
    (cd "$folder" && apt-get download prometheus-alertmanager >/dev/null) || {
      echo 'Debian package "prometheus-alertmanager" could not be fetched (run apt-get update?)' >&2
      exit 69
    }
    dpkg-deb -x "$folder"/prometheus-alertmanager_*.deb "$folder"
  fi
}
