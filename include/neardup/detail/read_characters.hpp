#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include <neardup/detail/fold.hpp>
#include <neardup/detail/kernel_table.hpp>
#include <neardup/detail/plain_tokens.hpp>
#include <neardup/detail/simple_class.hpp>
#include <neardup/detail/token_writer.hpp>
#include <neardup/detail/utf8.hpp>
#include <neardup/detail/word_scanner.hpp>
#include <neardup/detail/xxhash.hpp>
#include <neardup/token.hpp>

namespace neardup::inline v0::detail {

/// Reads tokens of `characters`: words of simple code points by the kernels, the others one by one. Work is
/// linear; memory besides the tokens does not depend on the text.
///
/// A blank stands between two words that a separator parts, and spans all bytes between them. The kernels
/// write one behind each word; its length is known when the next token comes, and where none comes it is
/// taken back.
class character_reader {
 public:
  character_reader(const kernel_table& kernels, std::string_view text, bool fold_diacritics,
                   std::uint64_t seed, token_stream& stream)
      : kernels_(kernels),
        text_(text),
        keep_diacritics_(!fold_diacritics),
        seed_(seed),
        blank_hash_(xxh3_64(" ", 1, seed)),
        ill_formed_(stream.ill_formed),
        tokens_(stream.tokens, text.size()),
        word_folder_(fold_diacritics),
        character_folder_(fold_diacritics) {}

  void read() {
    while (at_ < text_.size())
      if (read_simple()) read_others();
    if (blank_) tokens_.pop_back();
    tokens_.finish();
  }

 private:
  /// Reads up to the first word that is not simple; true where there is one.
  bool read_simple() {
    const scan_result found = kernels_.scan_characters(as_bytes(text_.data()) + at_, text_.size() - at_,
                                                       keep_diacritics_, buffers_);
    if (found.tokens != 0) {
      separated_ = separated_ || buffers_.begins[0] != 0;
      end_blank(at_ + buffers_.begins[0]);
      append(found);
    } else {
      separated_ = separated_ || found.position != 0;
    }
    at_ += found.position;
    return found.stopped;
  }

  void append(const scan_result& found) {
    const std::size_t count = found.tokens;
    token* const tokens = write_scanned(kernels_, buffers_, found, seed_, at_, tokens_);
    for (std::size_t i = 0; i + 1 < count; ++i) tokens[i].length = tokens[i + 1].begin - tokens[i].begin;
    join_segments(tokens, found.marks);
    blank_ = buffers_.folded[buffers_.begins[count - 1]] == ' ';
    last_end_ = tokens[count - 1].begin + (blank_ ? 0 : tokens[count - 1].length);
  }

  /// A mark and the code points before it, back to the letter that it follows, share the span of all of them.
  void join_segments(token* tokens, std::size_t marks) noexcept {
    std::size_t i = 0;
    for (std::size_t m = 0; m < marks; ++m) {
      const std::size_t mark = at_ + buffers_.marks[m];
      while (tokens[i].begin < mark) ++i;
      const std::uint32_t begin = tokens[i - 1].begin, end = tokens[i].begin + tokens[i].length;
      tokens[i].begin = begin;
      for (std::size_t j = i + 1; j-- > 0 && tokens[j].begin == begin;) tokens[j].length = end - begin;
    }
  }

  /// Reads one word by its code points, and on until something simple follows.
  void read_others() {
    word_scanner scanner(text_, at_);
    const unsigned char* bytes = as_bytes(text_.data());
    do {
      token_span span;
      const bool found = scanner.next(span);
      separated_ = separated_ || span.separated;
      at_ = scanner.position();
      if (!found) break;
      word_folder_.fold(
          text_, span.begin, span.end, [&](std::string_view, std::size_t begin, std::size_t length) {
            end_blank(begin);
            last_end_ = begin + length;
            for_each_character_of(text_, begin, last_end_, character_folder_,
                                  [&](std::string_view character, std::size_t from, std::size_t bytes_of) {
                                    tokens_.push(xxh3_64(character.data(), character.size(), seed_), from,
                                                 bytes_of);
                                  });
          });
    } while (at_ < text_.size() && simple_class_at(bytes + at_, bytes + text_.size()) == 0);
    ill_formed_ += scanner.ill_formed_count();
  }

  /// A token follows that begins at `begin`: the blank before it, if there is one, is complete.
  void end_blank(std::size_t begin) {
    if (!blank_ && separated_ && !tokens_.empty()) tokens_.push(blank_hash_, last_end_, 0), blank_ = true;
    if (blank_) tokens_.back().length = static_cast<std::uint32_t>(begin) - tokens_.back().begin;
    blank_ = separated_ = false;
  }

  const kernel_table& kernels_;
  std::string_view text_;
  bool keep_diacritics_;
  std::uint64_t seed_, blank_hash_;
  std::uint64_t& ill_formed_;
  token_writer tokens_;
  std::size_t at_ = 0;
  std::size_t last_end_ = 0;  ///< of the last token that is no blank, a word's piece being one here
  bool blank_ = false;        ///< the last token is a blank that no token follows yet
  bool separated_ = false;    ///< a separator was met since the last token
  token_folder word_folder_, character_folder_;
  scan_buffers buffers_;
};

}  // namespace neardup::inline v0::detail
