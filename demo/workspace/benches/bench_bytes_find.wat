(module
  (import "runtime" "alloc" (func $alloc (param i32) (result i32)))
  (import "runtime" "set_byte" (func $set_byte (param i32 i32)))
  (import "runtime" "find" (func $find (param i32 i32 i32 i32 i32) (result i32)))
  (import "runtime" "add" (func $add (param f64 f64) (result f64)))
  (func (export "main") (result f64)
    (local $data i32)
    (local $i i32)
    (local $round i32)
    (local $at i32)
    (local $total f64)
    (local.set $data (call $alloc (i32.const 1000000)))
    (loop $fill
      (call $set_byte
        (i32.add (local.get $data) (local.get $i))
        (i32.rem_u (i32.mul (local.get $i) (i32.const 7)) (i32.const 251)))
      (local.set $i (i32.add (local.get $i) (i32.const 1)))
      (br_if $fill (i32.lt_s (local.get $i) (i32.const 1000000))))
    (loop $rounds
      (local.set $at (i32.const -1))
      (block $done
        (loop $search
          (local.set $at
            (call $find (local.get $data) (i32.const 1000000) (i32.add (local.get $at) (i32.const 1)) (i32.const 7) (i32.const 14)))
          (br_if $done (i32.lt_s (local.get $at) (i32.const 0)))
          (local.set $total (call $add (local.get $total) (f64.convert_i32_s (local.get $at))))
          (br $search)))
      (local.set $round (i32.add (local.get $round) (i32.const 1)))
      (br_if $rounds (i32.lt_s (local.get $round) (i32.const 20))))
    (local.get $total))
)
