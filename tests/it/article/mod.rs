//! The article room: from the bytes of a page to its words.

mod address;
