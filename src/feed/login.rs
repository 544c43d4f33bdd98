//! Whether a web page asks people to sign in.

/// How much of a page is looked at.
const LOOKED_AT: usize = 256 * 1024;

/// Whether a web page is a form to sign in with, instead of what was asked for: it has a field for a password, or its
/// title says so.
///
/// ```
/// assert!(vigie::feed::looks_like_login(b"<html><form><input name=pw TYPE='password'></form>"));
/// assert!(!vigie::feed::looks_like_login(b"<html><h1>How to choose a password</h1>"));
/// ```
#[must_use]
pub fn looks_like_login(page: &[u8]) -> bool {
    let start = page[..page.len().min(LOOKED_AT)].to_ascii_lowercase();
    let holds = |sign: &[u8]| memchr::memmem::find(&start, sign).is_some();
    let field: [&[u8]; 3] = [b"type=\"password\"", b"type='password'", b"type=password"];
    field.into_iter().any(holds) || title(&start).is_some_and(names_login)
}

fn title(page: &[u8]) -> Option<&[u8]> {
    let from = memchr::memmem::find(page, b"<title")?;
    let rest = &page[from..page.len().min(from + 400)];
    Some(&rest[..memchr::memmem::find(rest, b"</title").unwrap_or(rest.len())])
}

fn names_login(title: &[u8]) -> bool {
    const WORDS: [&str; 14] = [
        "log in",
        "login",
        "sign in",
        "sign-in",
        "signin",
        "connexion",
        "anmelden",
        "anmeldung",
        "iniciar sesi",
        "accedi",
        "inloggen",
        "zaloguj",
        "вход",
        "вхід",
    ];
    WORDS.iter().any(|word| memchr::memmem::find(title, word.as_bytes()).is_some())
}
