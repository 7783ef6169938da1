(module
  (import "runtime" "add" (func $add (param f64 f64) (result f64)))
  (func $fib (param $n i32) (result f64)
    (if (result f64) (i32.lt_s (local.get $n) (i32.const 2))
      (then (f64.convert_i32_s (local.get $n)))
      (else (call $add
        (call $fib (i32.sub (local.get $n) (i32.const 1)))
        (call $fib (i32.sub (local.get $n) (i32.const 2)))))))
  (func (export "main") (result f64) (call $fib (i32.const 30)))
)
