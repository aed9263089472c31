#![no_main]
libfuzzer_sys::fuzz_target!(|data: &[u8]| wenji_fuzz::served(data));
