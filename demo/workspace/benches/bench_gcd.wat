(module
  (import "runtime" "mod" (func $mod (param i32 i32) (result i32)))
  (import "runtime" "add" (func $add (param f64 f64) (result f64)))
  (func $gcd (param $a i32) (param $b i32) (result i32)
    (local $rest i32)
    (block $done
      (loop $next
        (br_if $done (i32.eqz (local.get $b)))
        (local.set $rest (call $mod (local.get $a) (local.get $b)))
        (local.set $a (local.get $b))
        (local.set $b (local.get $rest))
        (br $next)))
    (local.get $a))
  (func (export "main") (result f64)
    (local $a i32)
    (local $b i32)
    (local $total f64)
    (local.set $a (i32.const 1))
    (loop $outer
      (local.set $b (i32.const 1))
      (loop $inner
        (local.set $total (call $add (local.get $total) (f64.convert_i32_s (call $gcd (local.get $a) (local.get $b)))))
        (local.set $b (i32.add (local.get $b) (i32.const 1)))
        (br_if $inner (i32.lt_s (local.get $b) (i32.const 700))))
      (local.set $a (i32.add (local.get $a) (i32.const 1)))
      (br_if $outer (i32.lt_s (local.get $a) (i32.const 700))))
    (local.get $total))
)
