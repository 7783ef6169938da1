#!/bin/sh
# observe.sh start - WORKSPACE     prints how workspace and load are now, as one JSON object
# observe.sh end DIR WORKSPACE     writes the same into DIR/record-end.json, with what changed since DIR/record.json
# No Node here: it has to take a few milliseconds. Names stay quoted as git quotes them.
mode=$1 dir=$2 workspace=$3
LC_ALL=C
GIT_OPTIONAL_LOCKS=0
GIT_TERMINAL_PROMPT=0
export LC_ALL GIT_OPTIONAL_LOCKS GIT_TERMINAL_PROMPT
unset GIT_DIR GIT_WORK_TREE GIT_INDEX_FILE GIT_EXTERNAL_DIFF
most=2000
tab='	'
newline='
'
# sha256 of nothing: what a workspace without changes has.
nothing=e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855

# Nothing that the repository's own config names is run.
git_() {
  git -C "$workspace" -c core.hooksPath=/dev/null -c core.fsmonitor=false -c protocol.ext.allow=never "$@"
}

sum() { if command -v sha256sum >/dev/null; then sha256sum; else shasum -a 256; fi; }

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

# Every program that is started here costs a millisecond between the last step and its report: builtins, where they do.
object() {
  set -- ${MOLT_OPS_NOW:-$(date -u '+%s000 %Y-%m-%dT%H:%M:%SZ')}
  printf '{"v":1,"at":%s,"utc":"%s"' "$1" "$2"
  if [ -r /proc/loadavg ]; then read -r one five fifteen _ </proc/loadavg; else set -- $(sysctl -n vm.loadavg); one=$2 five=$3 fifteen=$4; fi
  printf ',"load":[%s,%s,%s]' "$one" "$five" "$fifteen"
  if status=$(git_ status --porcelain=v2 --branch --untracked-files=all 2>/dev/null); then git_object; fi
  printf '}\n'
}

git_object() {
  head= branch=
  until case $status in '# '*) false ;; esac; do
    line=${status%%"$newline"*}
    case $line in
      '# branch.oid (initial)') ;;
      '# branch.oid '*) head=${line#\# branch.oid } ;;
      '# branch.head (detached)') ;;
      '# branch.head '*) branch=${line#\# branch.head } ;;
    esac
    case $status in *"$newline"*) status=${status#*"$newline"} ;; *) status= ;; esac
  done
  printf ',"git":{'
  [ -n "$head" ] && printf '"head":"%s","diff":"%s",' "$head" "$(diff_sum)"
  [ -n "$branch" ] && printf '"branch":"%s",' "$branch"
  printf '"status":['
  [ -n "$status" ] && printf '%s\n' "$status" | array
  printf ']'
  if [ "$mode" = end ]; then
    printf ',"changed":['
    [ -n "$status" ] && printf '%s\n' "$status" | changed | array
    printf ']'
  fi
  printf '}'
}

# Untracked files are no part of a diff.
diff_sum() {
  case $newline$status in
    *"$newline"[12u]' '*) hash=$(git_ diff HEAD --no-ext-diff --no-textconv 2>/dev/null | sum) && printf %s "${hash%% *}" ;;
    *) printf %s $nothing ;;
  esac
}

top=$workspace
while [ ! -e "$top/.git" ] && [ -n "$top" ]; do top=${top%/*}; done

if [ "$mode" = end ]; then
  temporary="$dir/.observe.$$"
  object >"$temporary"
  # What is there already stays.
  mv -n "$temporary" "$dir/record-end.json"
  [ ! -e "$temporary" ] || rm -f "$temporary"
else
  object
fi
