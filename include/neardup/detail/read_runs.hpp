#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include <neardup/detail/kernel_table.hpp>
#include <neardup/detail/plain_tokens.hpp>
#include <neardup/detail/token_writer.hpp>
#include <neardup/detail/utf8.hpp>
#include <neardup/detail/xxhash.hpp>
#include <neardup/token.hpp>

namespace neardup::inline v0::detail {

/// Reads tokens of `whitespace`: well-formed text by the kernels, runs that are long or hold other bytes one
/// code point after the other. Work is linear; memory besides the tokens does not depend on the text.
class run_reader {
 public:
  run_reader(const kernel_table& kernels, std::string_view text, std::uint64_t seed,
             token_stream& stream) noexcept
      : kernels_(kernels),
        text_(text),
        seed_(seed),
        ill_formed_(stream.ill_formed),
        tokens_(stream.tokens, text.size()) {}

  void read() {
    while (at_ < text_.size())
      if (read_simple()) read_other();
    tokens_.finish();
  }

 private:
  bool read_simple() {
    const scan_result found =
        kernels_.scan_runs(as_bytes(text_.data()) + at_, text_.size() - at_, true, buffers_);
    write_scanned(kernels_, buffers_, found, seed_, at_, tokens_);
    at_ += found.position;
    return found.stopped;
  }

  /// Reads the run that begins here.
  void read_other() {
    const std::size_t begin = at_;
    at_ = end_of_run(text_, begin, ill_formed_);
    tokens_.push(xxh3_64(text_.data() + begin, at_ - begin, seed_), begin, at_ - begin);
  }

  const kernel_table& kernels_;
  std::string_view text_;
  std::uint64_t seed_;
  std::uint64_t& ill_formed_;
  token_writer tokens_;
  std::size_t at_ = 0;
  scan_buffers buffers_;
};

}  // namespace neardup::inline v0::detail
