#!/bin/sh
# observe.sh start TMP WORKSPACE   prints how workspace and load are now, as one JSON object
# observe.sh end DIR WORKSPACE     writes the same into DIR/record-end.json, with what changed since DIR/record.json
# No Node here: it has to take a few milliseconds. Names stay quoted as git quotes them.
mode=$1 dir=$2 workspace=$3
LC_ALL=C
GIT_OPTIONAL_LOCKS=0
GIT_TERMINAL_PROMPT=0
export LC_ALL GIT_OPTIONAL_LOCKS GIT_TERMINAL_PROMPT
unset GIT_DIR GIT_WORK_TREE GIT_INDEX_FILE GIT_EXTERNAL_DIFF
most=2000
tab=$(printf '\t')
temporary="$dir/.observe.$$"
trap 'rm -f "$temporary".*' EXIT

# Nothing that the repository's own config names is run.
git_() {
  git -C "$workspace" -c core.hooksPath=/dev/null -c core.fsmonitor=false -c protocol.ext.allow=never "$@"
}

if command -v sha256sum >/dev/null; then sum() { sha256sum; }; else sum() { shasum -a 256; }; fi

# Lines of stdin as a JSON array.
array() {
  sed -e 's/\\/\\\\/g; s/"/\\"/g; s/'"$tab"'/\\t/g; s/.*/"&"/; 1!s/^/,/; '"$most"q
}

# The path of one line of `git status --porcelain=v2`, as git quotes it.
path_of() {
  case $1 in
    '? '*) path=${1#? } ;;
    '1 '*) path=${1#* * * * * * * * } ;;
    '2 '*) path=${1#* * * * * * * * * } path=${path%%"$tab"*} ;;
    'u '*) path=${1#* * * * * * * * * * } ;;
    *) return 1 ;;
  esac
}

# Is the file that git calls $1 newer than record.json?
newer() {
  name=$1
  case $name in
    '"'*)
      name=${name#?} name=${name%?}
      # \303 is \0303 for printf; an escaped backslash must not lend its second half to the digits behind it.
      name=$(printf '%s\n' "$name" | sed 's/\\\\/\\0134/g; s/\\"/"/g; s/\\\([1-3][0-7][0-7]\)/\\0\1/g')
      name=$(printf '%b.' "$name") name=${name%.}
      ;;
  esac
  [ -f "$top/$name" ] && [ "$top/$name" -nt "$dir/record.json" ]
}

changed() {
  while IFS= read -r line; do
    path_of "$line" && newer "$path" && printf '%s\n' "$path"
  done
}

object() {
  set -- $(date -u '+%s %Y-%m-%dT%H:%M:%SZ')
  printf '{"v":1,"at":%s000,"utc":"%s"' "$1" "$2"
  if [ -r /proc/loadavg ]; then read -r one five fifteen _ </proc/loadavg; else set -- $(sysctl -n vm.loadavg); one=$2 five=$3 fifteen=$4; fi
  printf ',"load":[%s,%s,%s]' "$one" "$five" "$fifteen"
  if [ -e "$temporary.git" ]; then
    head= branch=
    while IFS= read -r line; do
      case $line in
        '# branch.oid (initial)') ;;
        '# branch.oid '*) head=${line#\# branch.oid } ;;
        '# branch.head (detached)') ;;
        '# branch.head '*) branch=${line#\# branch.head } ;;
        '# '*) ;;
        *) break ;;
      esac
    done <"$temporary.status"
    printf ',"git":{'
    [ -n "$head" ] && printf '"head":"%s",' "$head"
    [ -n "$branch" ] && printf '"branch":"%s",' "$branch"
    [ -n "$head" ] && read -r hash _ <"$temporary.diff" && printf '"diff":"%s",' "$hash"
    printf '"status":['
    sed '/^# /d' "$temporary.status" | array
    printf ']'
    if [ "$mode" = end ]; then
      printf ',"changed":['
      changed <"$temporary.status" | array
      printf ']'
    fi
    printf '}'
  fi
  printf '}\n'
}

(git_ diff HEAD --no-ext-diff --no-textconv 2>/dev/null | sum >"$temporary.diff") &
(git_ rev-parse --show-toplevel >"$temporary.top" 2>/dev/null) &
git_ status --porcelain=v2 --branch --untracked-files=all >"$temporary.status" 2>/dev/null && : >"$temporary.git"
wait
IFS= read -r top <"$temporary.top" || top=$workspace

if [ "$mode" = end ]; then
  object >"$temporary.json"
  # A link, not mv: what is there already stays.
  ln "$temporary.json" "$dir/record-end.json" 2>/dev/null
else
  object
fi
