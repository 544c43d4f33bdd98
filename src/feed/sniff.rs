//! What bytes are, before anybody parses them.

/// Whether a web page is a test for robots instead of what was asked for, by words its first 32 KiB hold.
#[must_use]
pub fn looks_like_challenge(page: &[u8]) -> bool {
    const SIGNS: [&[u8]; 12] = [
        b"challenge-platform",
        b"cf-chl-",
        b"cf_chl_",
        b"<title>Just a moment...",
        b"Attention Required! | Cloudflare",
        b"captcha-delivery.com",
        b"_Incapsula_Resource",
        b"px-captcha",
        b"awsWafCookieDomainList",
        b"sgcaptcha",
        b"ddos-guard",
        b"Pardon Our Interruption",
    ];
    let start = &page[..page.len().min(32 * 1024)];
    SIGNS.iter().any(|sign| memchr::memmem::find(start, sign).is_some())
}
