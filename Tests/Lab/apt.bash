# shellcheck shell=bash
# What the lab's recipes ask the machine's own apt. Sourced, never run.

say() { printf 'lab: %s\n' "$*" >&2; }

machine_suite() {
  # shellcheck source=/dev/null
  (source /etc/os-release && echo "$VERSION_CODENAME")
}

# The mirror from which this machine installs its own release.
machine_mirror() {
  local suite uri
  suite=$(machine_suite)
  # The output is read whole before it is searched: a pipe closed early would fail apt-get.
  uri=$(apt-get indextargets --format '$(CODENAME) $(COMPONENT) $(REPO_URI)' 'Created-By: Packages' \
    | awk -v suite="$suite" '$1 == suite && $2 == "main" && !found { print $3; found = 1 }')
  [[ -n $uri ]] || {
    say "apt on this machine has no index for '$suite' main; run: apt-get update"
    return 69
  }
  echo "${uri%/}"
}

# debootstrap looks for a proxy in the environment only; apt keeps it in its configuration.
export_apt_proxy() {
  local HTTP='' HTTPS=''
  eval "$(apt-config shell HTTP Acquire::http::Proxy HTTPS Acquire::https::Proxy)"
  if [[ -n $HTTP && $HTTP != DIRECT ]]; then export http_proxy=$HTTP; fi
  if [[ -n $HTTPS && $HTTPS != DIRECT ]]; then export https_proxy=$HTTPS; fi
}

# fetch_missing STATUS DIRECTORY VERB [PACKAGE…]: downloads into DIRECTORY every .deb that
# `apt-get VERB PACKAGE…` would need on a system whose dpkg status is STATUS.
fetch_missing() {
  local status=$1 directory=$2
  shift 2
  mkdir -p "$directory/partial"
  apt-get -qq -y --no-install-recommends --download-only \
    -o Dir::State::status="$status" -o Dir::Cache::archives="$directory/" \
    -o APT::Sandbox::User=root -o Debug::NoLocking=1 -o Acquire::Retries=3 "$@" > /dev/null
}

# index_repo DIRECTORY: makes it a flat apt repository.
index_repo() {
  rm -rf "$1/partial" "$1/lock"
  (
    cd "$1"
    apt-ftparchive packages . > Packages
    apt-ftparchive -o APT::FTPArchive::Release::Label=converge-lab \
      -o APT::FTPArchive::Release::Origin=converge-lab release . > Release.new
    mv Release.new Release
  )
}
