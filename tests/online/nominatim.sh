#!/usr/bin/env bash
# Run a command with a real Nominatim at hand: tests/online/nominatim.sh COMMAND…
#
# On Debian as root it installs what is missing (PostgreSQL with PostGIS and osm2pgsql from Debian,
# Nominatim from PyPI), imports karmah.osm, starts PostgreSQL, and runs the command with
# MAPSTORY_NOMINATIM set to what starts the server. PostgreSQL is stopped in the end. Everything but
# Debian's packages is in .nominatim/, from which a second run takes all that has not changed.
set -euo pipefail
cd "$(dirname "$0")/../.."

packages=(osm2pgsql postgresql postgresql-postgis postgresql-postgis-scripts python3-icu python3-venv)

skip() {
    echo "skipped: the tests with a real Nominatim, which is installed on Debian as root only: $1"
    exit 0
}
[ -e /etc/debian_version ] && command -v apt-get >/dev/null || skip "this is not Debian"
[ "$(id -u)" = 0 ] || skip "this is not root"

missing=()
for package in "${packages[@]}"; do
    [ "$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null)" = installed ] || missing+=("$package")
done
if [ ${#missing[@]} -gt 0 ]; then
    echo "installing ${missing[*]}"
    no_cluster=/etc/postgresql-common/createcluster.d/mapstory.conf
    if [ ! -e /usr/lib/postgresql ]; then # a PostgreSQL that is new here need not start by itself
        mkdir -p "$(dirname $no_cluster)"
        echo "create_main_cluster = false" >$no_cluster
    fi
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends "${missing[@]}" >/dev/null
    rm -f $no_cluster
fi
postgis=$(ls -d /usr/share/postgresql/*/extension/postgis.control | sort -V | tail -n 1)
postgres=/usr/lib/postgresql/$(basename "$(dirname "$(dirname "$postgis")")")/bin

# PostgreSQL runs as the user postgres, who must be able to get to its folder.
folder=$PWD/.nominatim
if ! runuser -u postgres -- test -x "$PWD"; then
    folder=/var/tmp/mapstory-nominatim-$(cksum <<<"$PWD" | cut -d ' ' -f 1)
fi
mkdir -p "$folder"
exec 9>"$folder/lock"
flock 9

venv=$folder/venv
if ! cmp -s requirements/online.lock "$venv/online.lock"; then
    echo "installing Nominatim into $venv"
    rm -rf "$venv"
    # Debian's Python, for which Debian's PyICU is.
    /usr/bin/python3 -m venv --system-site-packages "$venv"
    "$venv/bin/pip" install --quiet --disable-pip-version-check --root-user-action ignore \
        --no-deps --require-hashes -r requirements/online.lock
    cp requirements/online.lock "$venv/online.lock"
fi

as_postgres() { (cd / && runuser -u postgres -- "$@" 9>&-); }
stop() { [ ! -e "$folder/pg/postmaster.pid" ] || as_postgres "$postgres/pg_ctl" -D "$folder/pg" -m fast -s stop || true; }
start() {
    port=$("$venv/bin/python" -c 'import socket as s; x = s.socket(); x.bind(("127.0.0.1", 0)); print(x.getsockname()[1])')
    # Nothing here must outlive a crash of the machine.
    options="-p $port -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=off -c full_page_writes=off"
    as_postgres "$postgres/pg_ctl" -D "$folder/pg" -o "$options" -l "$folder/pg/log" -s -w start
    echo "NOMINATIM_DATABASE_DSN=\"pgsql:host=127.0.0.1;port=$port;user=nominatim;dbname=nominatim\"" >"$folder/project/.env"
    echo "NOMINATIM_IMPORT_STYLE=full" >>"$folder/project/.env"
}
trap stop EXIT
stop

import() {
    echo "importing karmah.osm"
    rm -rf "$folder/pg" "$folder/project" "$folder/imported"
    mkdir "$folder/project"
    install -d -o postgres -m 700 "$folder/pg"
    as_postgres "$postgres/initdb" -D "$folder/pg" -A trust -E UTF8 --locale=C.UTF-8 >/dev/null
    start
    as_postgres "$postgres/psql" -q -h 127.0.0.1 -p "$port" \
        -c 'create role "www-data" login' -c 'create role nominatim superuser login'
    # --offline: or else it asks openstreetmap.org how old the file is.
    if ! "$venv/bin/nominatim" import --project-dir "$folder/project" --offline --no-updates \
        --osm-file tests/online/karmah.osm --threads 2 --osm2pgsql-cache 50 >"$folder/import.log" 2>&1; then
        tail -n 20 "$folder/import.log"
        exit 1
    fi
    echo "$made_of" >"$folder/imported"
}
made_of=$(cat tests/online/karmah.osm requirements/online.lock <(echo "$postgres $folder") | cksum)
if [ "$(cat "$folder/imported" 2>/dev/null)" != "$made_of" ] || ! start; then
    import
fi

MAPSTORY_NOMINATIM="$venv/bin/nominatim serve --project-dir $folder/project --engine falcon" "$@" 9>&-
