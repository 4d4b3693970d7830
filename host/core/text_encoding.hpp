#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "base/core/result.hpp"

namespace kontor::host {

// Name of the encoding of a text's beginning: "UTF-8", "UTF-16LE", "UTF-16BE",
// "windows-1251", "KOI8-R", "windows-1252" … `whole` says that `sample` is all there is;
// otherwise a character may be cut off at its end.
std::string detect_encoding(std::string_view sample, bool whole);
// The same for a text that is looked at piece by piece: `start` is its beginning, and the other
// tells whether all of it is UTF-8; asked only when nothing else is plain.
std::string detect_encoding(std::string_view start, const std::function<bool()>& is_all_utf8);
// How much of a piece of UTF-8 there is without a character that may be cut at its end.
std::size_t whole_characters(std::string_view piece);

// Known names are those detect_encoding() gives, and "ISO-8859-1".
bool is_known_encoding(std::string_view name);

// Turns text into UTF-8 piece by piece, without its byte order mark. Bytes that are no
// text become U+FFFD.
Status to_utf8(std::string_view text, const std::string& encoding,
               const std::function<Status(std::string_view)>& sink);

// Length of the byte order mark: 3, 2 or 0.
std::size_t byte_order_mark(std::string_view text);

}  // namespace kontor::host
