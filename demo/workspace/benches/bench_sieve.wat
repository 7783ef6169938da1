(module
  (import "runtime" "alloc" (func $alloc (param i32) (result i32)))
  (import "runtime" "get_byte" (func $get_byte (param i32) (result i32)))
  (import "runtime" "set_byte" (func $set_byte (param i32 i32)))
  (func (export "main") (result f64)
    (local $composite i32)
    (local $number i32)
    (local $multiple i32)
    (local $count i32)
    (local.set $composite (call $alloc (i32.const 1500000)))
    (local.set $number (i32.const 2))
    (loop $numbers
      (if (i32.eqz (call $get_byte (i32.add (local.get $composite) (local.get $number))))
        (then
          (local.set $count (i32.add (local.get $count) (i32.const 1)))
          ;; Above the root a square would not fit, and marks nothing.
          (if (i32.lt_s (local.get $number) (i32.const 1225))
            (then
              (local.set $multiple (i32.mul (local.get $number) (local.get $number)))
              (block $done
                (loop $mark
                  (br_if $done (i32.ge_s (local.get $multiple) (i32.const 1500000)))
                  (call $set_byte (i32.add (local.get $composite) (local.get $multiple)) (i32.const 1))
                  (local.set $multiple (i32.add (local.get $multiple) (local.get $number)))
                  (br $mark)))))))
      (local.set $number (i32.add (local.get $number) (i32.const 1)))
      (br_if $numbers (i32.lt_s (local.get $number) (i32.const 1500000))))
    (f64.convert_i32_s (local.get $count)))
)
