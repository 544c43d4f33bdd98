//! The browser of the tests itself works: the other tests' verdicts rest on it.

use crate::support::browser;

#[test]
fn chromium_renders_a_page_and_takes_its_picture() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let page = folder.path().join("page.html");
    std::fs::write(
        &page,
        "<!doctype html><title>t</title><p id=p></p><script>p.textContent = 6 * 7</script>",
    )
    .expect("written");
    let Some(dom) = browser::dump_dom(&page) else { return };
    assert!(dom.contains("<p id=\"p\">42</p>"), "{dom}");

    let picture = folder.path().join("page.png");
    browser::screenshot(&page, 320, 200, &picture).expect("the browser is there");
    let bytes = std::fs::read(&picture).expect("a picture");
    // PNG: width and height stand in the header, big-endian (RFC 2083 section 4.1.1).
    assert_eq!(&bytes[..8], b"\x89PNG\r\n\x1a\n");
    assert_eq!(bytes[16..24], [0, 0, 1, 64, 0, 0, 0, 200]);
}
