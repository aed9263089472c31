//! The `wenji` program; everything is in [`wenji::cli`].

fn main() -> std::process::ExitCode {
    wenji::cli::main()
}
