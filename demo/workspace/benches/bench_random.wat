(module
  (import "runtime" "random" (func $random (param i32) (result i32)))
  (func (export "main") (result f64)
    (local $seed i32)
    (local $odd i32)
    (local $i i32)
    (local.set $seed (i32.const 1))
    (loop $next
      (local.set $seed (call $random (local.get $seed)))
      (local.set $odd (i32.add (local.get $odd) (i32.and (local.get $seed) (i32.const 1))))
      (local.set $i (i32.add (local.get $i) (i32.const 1)))
      (br_if $next (i32.lt_s (local.get $i) (i32.const 4000000))))
    (f64.convert_i32_s (local.get $odd)))
)
