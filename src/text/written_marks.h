// Marks of writing that are not read aloud: markdown, addresses, emoticons. Each function says
// where the mark at `at` ends, and `at` when there is none. Thread safety: pure functions.
#pragma once

#include <cstddef>
#include <string_view>

namespace vivavoce::text {

// "# ", "- ", "* ", "> ", "```lang", "---": at the beginning of a line.
size_t SkipLinePrefix(std::string_view text, size_t at);
// http://, https:// and www. addresses, without the sentence's own mark behind.
size_t SkipAddress(std::string_view text, size_t at);
// :) ;-) :D xD ^_^ after white space, before white space or the end.
size_t SkipEmoticon(std::string_view text, size_t at);
// Marks of emphasis, code and tables; "3*4" keeps its star, snake_case its underscore.
size_t SkipDecoration(std::string_view text, size_t at);

// Where `closer` stands after `from`, on the same line and within 400 bytes; npos: nowhere.
size_t FindCloser(std::string_view text, size_t from, std::string_view closer);

}  // namespace vivavoce::text
