//! The page's WebAssembly in two parts: what a first visit needs, and what is needed once something is loaded.
//!
//! One function leads to the second part. `reach` finds what nothing else leads to, by the relocations that the
//! linker leaves on demand; `cut` takes it out. Both parts share memory, stack and table, so nothing in the
//! program knows of the cut but that one function, which must not be called before the second part is there.

mod cut;
mod reach;

use anyhow::Result;

/// The two parts.
pub struct Parts {
    /// Runs by itself.
    pub first: Vec<u8>,
    /// Is instantiated with the imports of the first and, as `FIRST_PART`, the exports of the first.
    pub rest: Vec<u8>,
}

/// Under this name the rest imports what the first part exports.
pub const FIRST_PART: &str = "_";

/// Cuts what wasm-bindgen made. `linked` is what it was made from, with its relocations, and `gate` ends
/// the symbol of the one function that leads to the rest.
pub fn split(wasm: &[u8], linked: &[u8], gate: &str) -> Result<Parts> {
    cut::cut(wasm, &reach::behind(linked, gate)?)
}

#[cfg(test)]
mod tests {
    use std::{fs, path::Path, process::Command};

    use super::*;

    /// `early` and `late` add up the bytes of a text of their own, by a function of their own in the table and by one
    /// that both use. Only `late` goes through the gate.
    const PROGRAM: &str = r#"
        #![no_std]
        #[panic_handler]
        fn panic(_: &core::panic::PanicInfo) -> ! { loop {} }

        #[inline(never)]
        fn sum(text: &str, each: &dyn Fn(u8) -> u32) -> u32 { text.bytes().map(|byte| each(byte)).sum() }

        #[no_mangle]
        pub extern "C" fn early(by: u32) -> u32 {
            core::hint::black_box(sum)("before the gate", &move |byte| u32::from(byte) * by)
        }

        #[inline(never)]
        fn the_gate(by: u32) -> u32 {
            core::hint::black_box(sum)("behind the gate", &move |byte| u32::from(byte) + by) + sum("too", &u32::from)
        }

        #[no_mangle]
        pub extern "C" fn late(by: u32) -> u32 { the_gate(by) + 1 }
    "#;

    /// Says what `early` and `late` give before and after the rest is there.
    const RUN: &str = "
        const read = (name) => require('fs').readFileSync(name);
        const first = new WebAssembly.Instance(new WebAssembly.Module(read('first.wasm'))).exports;
        const tried = (call) => { try { return call(); } catch (error) { return error.constructor.name; } };
        const both = () => [first.early(2), tried(() => first.late(3))];
        const before = both();
        new WebAssembly.Instance(new WebAssembly.Module(read('rest.wasm')), { _: first });
        console.log(JSON.stringify([before, both()]));";

    fn linked(folder: &Path) -> Vec<u8> {
        fs::write(folder.join("program.rs"), PROGRAM).expect("written");
        let words = "program.rs --edition=2021 --crate-type=cdylib --target=wasm32-unknown-unknown -Copt-level=s \
                     -Cpanic=abort -Csymbol-mangling-version=v0 -Clink-arg=--emit-relocs -o linked.wasm";
        let mut rustc = Command::new("rustc");
        rustc.current_dir(folder).args(words.split_whitespace());
        assert!(rustc.status().expect("rustc starts").success());
        fs::read(folder.join("linked.wasm")).expect("read")
    }

    fn sum(text: &str, each: impl Fn(u32) -> u32) -> u32 {
        text.bytes().map(|byte| each(byte.into())).sum()
    }

    #[test]
    fn the_first_part_runs_alone_and_the_gate_opens_when_the_rest_is_there() {
        let folder = tempfile::tempdir().expect("a folder");
        let linked = linked(folder.path());
        let parts = split(&linked, &linked, "8the_gate").expect("two parts");
        fs::write(folder.path().join("first.wasm"), &parts.first).expect("written");
        fs::write(folder.path().join("rest.wasm"), &parts.rest).expect("written");
        let output = Command::new("node").current_dir(folder.path()).args(["-e", RUN]).output().expect("node starts");
        let early = sum("before the gate", |byte| byte * 2);
        let late = sum("behind the gate", |byte| byte + 3) + sum("too", |byte| byte) + 1;
        let expected = format!("[[{early},\"RuntimeError\"],[{early},{late}]]\n");
        assert_eq!(String::from_utf8_lossy(&output.stdout), expected, "{}", String::from_utf8_lossy(&output.stderr));
    }

    #[test]
    fn what_lies_behind_the_gate_is_in_the_rest_alone() {
        let folder = tempfile::tempdir().expect("a folder");
        let linked = linked(folder.path());
        let parts = split(&linked, &linked, "8the_gate").expect("two parts");
        let holds = |part: &[u8], text: &str| part.windows(text.len()).any(|bytes| bytes == text.as_bytes());
        for (text, in_first, in_rest) in [("before the gate", true, false), ("behind the gate", false, true)] {
            assert_eq!((holds(&parts.first, text), holds(&parts.rest, text)), (in_first, in_rest), "{text}");
        }
        let again = split(&linked, &linked, "8the_gate").expect("two parts");
        assert!(again.first == parts.first && again.rest == parts.rest, "the same program gives the same bytes");
    }

    #[test]
    fn a_program_without_the_gate_or_without_relocations_is_refused() {
        let folder = tempfile::tempdir().expect("a folder");
        let linked = linked(folder.path());
        let error = |linked: &[u8], gate| split(linked, linked, gate).err().expect("refused").to_string();
        assert!(error(&linked, "8no_gate_").contains("no function is called 8no_gate_"));
        assert!(error(b"\0asm\x01\0\0\0", "8the_gate").contains("--emit-relocs"));
    }
}
