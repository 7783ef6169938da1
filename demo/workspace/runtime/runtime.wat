;; What all programs need: lists of i32 (length, then items), bytes, numbers. Linked in, or imported over the boundary of modules.
(module
  (memory $memory 16)
  (global $top (mut i32) (i32.const 8))

  ;; Fresh zeroed bytes: memory only grows, nothing is freed.
  (func $alloc (export "alloc") (param $size i32) (result i32)
    (local $at i32)
    (local $missing i32)
    (local.set $at (global.get $top))
    (global.set $top (i32.and (i32.add (i32.add (local.get $at) (local.get $size)) (i32.const 7)) (i32.const -8)))
    (local.set $missing
      (i32.sub (i32.shr_u (i32.add (global.get $top) (i32.const 65535)) (i32.const 16)) (memory.size)))
    (if (i32.gt_s (local.get $missing) (i32.const 0))
      (then (if (i32.eq (memory.grow (local.get $missing)) (i32.const -1)) (then (unreachable)))))
    (local.get $at))

  (func $list (export "list") (param $length i32) (result i32)
    (local $at i32)
    (local.set $at (call $alloc (i32.add (i32.shl (local.get $length) (i32.const 2)) (i32.const 4))))
    (i32.store (local.get $at) (local.get $length))
    (local.get $at))

  ;; Traps outside of the list.
  (func $item (param $list i32) (param $index i32) (result i32)
    (if (i32.ge_u (local.get $index) (i32.load (local.get $list))) (then (unreachable)))
    (i32.add (i32.add (local.get $list) (i32.const 4)) (i32.shl (local.get $index) (i32.const 2))))

  (func $get (export "get") (param $list i32) (param $index i32) (result i32)
    (i32.load (call $item (local.get $list) (local.get $index))))

  (func $set (export "set") (param $list i32) (param $index i32) (param $value i32)
    (i32.store (call $item (local.get $list) (local.get $index)) (local.get $value)))

  (func $get_byte (export "get_byte") (param $at i32) (result i32)
    (i32.load8_u (local.get $at)))

  (func $set_byte (export "set_byte") (param $at i32) (param $value i32)
    (i32.store8 (local.get $at) (local.get $value)))

  ;; Index of two bytes in a row, from an index on; -1: nowhere.
  (func $find (export "find") (param $bytes i32) (param $length i32) (param $from i32) (param $first i32) (param $second i32) (result i32)
    (local $last i32)
    (local.set $last (i32.sub (local.get $length) (i32.const 1)))
    (block $nowhere
      (loop $next
        (br_if $nowhere (i32.ge_s (local.get $from) (local.get $last)))
        (if (i32.and
              (i32.eq (i32.load8_u (i32.add (local.get $bytes) (local.get $from))) (local.get $first))
              (i32.eq (i32.load8_u (i32.add (i32.add (local.get $bytes) (local.get $from)) (i32.const 1))) (local.get $second)))
          (then (return (local.get $from))))
        (local.set $from (i32.add (local.get $from) (i32.const 1)))
        (br $next)))
    (i32.const -1))

  ;; Numbers of the programs are exact up to 2^53, as in JavaScript.
  (func $add (export "add") (param $a f64) (param $b f64) (result f64)
    (f64.add (local.get $a) (local.get $b)))

  ;; Minimal standard generator: 16807 x mod 2^31 - 1.
  (func $random (export "random") (param $seed i32) (result i32)
    (i32.wrap_i64 (i64.rem_u (i64.mul (i64.extend_i32_u (local.get $seed)) (i64.const 16807)) (i64.const 2147483647))))

  (func $mod (export "mod") (param $a i32) (param $b i32) (result i32)
    (i32.rem_s (local.get $a) (local.get $b)))
)
