(module
  (import "runtime" "add" (func $add (param f64 f64) (result f64)))
  (func (export "main") (result f64)
    (local $total f64)
    (local $number i32)
    (loop $next
      (local.set $total (call $add (local.get $total) (f64.convert_i32_s (local.get $number))))
      (local.set $number (i32.add (local.get $number) (i32.const 1)))
      (br_if $next (i32.lt_s (local.get $number) (i32.const 8000000))))
    (local.get $total))
)
