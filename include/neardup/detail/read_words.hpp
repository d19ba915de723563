#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include <neardup/detail/fold.hpp>
#include <neardup/detail/kernel_table.hpp>
#include <neardup/detail/simple_class.hpp>
#include <neardup/detail/token_writer.hpp>
#include <neardup/detail/utf8.hpp>
#include <neardup/detail/word_scanner.hpp>
#include <neardup/detail/xxhash.hpp>
#include <neardup/token.hpp>

namespace neardup::inline v0::detail {

/// Reads tokens of words: blocks of simple code points by the kernels, what is between them one by one. Work
/// is linear; memory besides the tokens does not depend on the text.
class word_reader {
 public:
  word_reader(const kernel_table& kernels, std::string_view text, bool fold_diacritics, std::uint64_t seed,
              token_stream& stream) noexcept
      : kernels_(kernels),
        text_(text),
        keep_diacritics_(!fold_diacritics),
        seed_(seed),
        ill_formed_(stream.ill_formed),
        tokens_(stream.tokens, text.size()),
        folder_(fold_diacritics) {}

  void read() {
    while (at_ < text_.size())
      if (read_simple()) read_others();
    tokens_.finish();
  }

 private:
  /// Reads up to the first token that is not simple; true where there is one.
  bool read_simple() {
    const scan_result found =
        kernels_.scan_words(as_bytes(text_.data()) + at_, text_.size() - at_, keep_diacritics_, buffers_);
    write_scanned(kernels_, buffers_, found, seed_, at_, tokens_);
    at_ += found.position;
    return found.stopped;
  }

  /// Reads one token by its code points, and on until something simple follows.
  void read_others() {
    word_scanner scanner(text_, at_);
    const unsigned char* bytes = as_bytes(text_.data());
    do {
      token_span span;
      const bool found = scanner.next(span);
      at_ = scanner.position();
      if (!found) break;
      folder_.fold(text_, span.begin, span.end,
                   [&](std::string_view folded, std::size_t begin, std::size_t length) {
                     tokens_.push(xxh3_64(folded.data(), folded.size(), seed_), begin, length);
                   });
    } while (at_ < text_.size() && simple_class_at(bytes + at_, bytes + text_.size()) == 0);
    ill_formed_ += scanner.ill_formed_count();
  }

  const kernel_table& kernels_;
  std::string_view text_;
  bool keep_diacritics_;
  std::uint64_t seed_;
  std::uint64_t& ill_formed_;
  token_writer tokens_;
  std::size_t at_ = 0;
  token_folder folder_;
  scan_buffers buffers_;
};

}  // namespace neardup::inline v0::detail
