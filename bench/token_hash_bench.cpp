#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <benchmark/benchmark.h>

#include <neardup/detail/plain_tokens.hpp>
#include <neardup/detail/xxhash.hpp>

#include "support/benchmarks.hpp"
#include "support/corpus.hpp"
#include "support/pipeline.hpp"
#include "support/reference.hpp"

// The hashes of English words alone. "hot": one text again and again, whose lengths a branch predictor
// learns; "cold": the whole corpus, too long for that.
namespace neardup_bench {
namespace {

using neardup::token;
using neardup::token_kind;
using hash_tokens_function = neardup::detail::hash_tokens_function;

/// The folded words of an ASCII text, where they stand in it.
struct folded_words {
  explicit folded_words(std::string_view text)
      : bytes(text.size() + 16), expected(reference::tokens(text, token_kind::words, seed).tokens) {
    neardup::detail::for_each_token(text, token_kind::words,
                                    [&](std::string_view word, std::size_t begin, std::size_t length) {
                                      for (std::size_t i = 0; i < length; ++i)
                                        bytes[begin + i] = static_cast<unsigned char>(word[i]);
                                      begins.push_back(static_cast<std::uint16_t>(begin));
                                      ends.push_back(static_cast<std::uint16_t>(begin + length));
                                    });
  }

  std::vector<unsigned char> bytes;  ///< 16 can be read from every word's beginning
  std::vector<std::uint16_t> begins, ends;
  std::vector<token> expected;
};

const std::vector<folded_words>& words_of(bool hot) {
  static std::vector<folded_words> made[2];
  auto& answer = made[hot];
  if (answer.empty()) {
    const auto& texts = corpus_of(languages[0]).texts;
    for (std::size_t i = 0; i < (hot ? 1 : texts.size()); ++i) answer.emplace_back(texts[i]);
  }
  return answer;
}

/// One call of the library a token.
void hash_by_library(const unsigned char* folded, const std::uint16_t* begins, const std::uint16_t* ends,
                     std::size_t count, std::uint64_t with_seed, std::uint32_t base, token* out) noexcept {
  for (std::size_t i = 0; i < count; ++i) {
    const auto length = static_cast<std::uint32_t>(ends[i] - begins[i]);
    out[i] = {neardup::detail::xxh3_64(folded + begins[i], length, with_seed), base + begins[i], length};
  }
}

const std::vector<token>& hash_words(hash_tokens_function* hash, const folded_words& words,
                                     std::vector<token>& out) {
  out.resize(words.begins.size());
  hash(words.bytes.data(), words.begins.data(), words.ends.data(), out.size(), seed, 0, out.data());
  return out;
}

std::string wrong_hashes(hash_tokens_function* hash, bool hot) {
  std::vector<token> out;
  for (const folded_words& words : words_of(hot))
    if (hash_words(hash, words, out) != words.expected) return "token hashes differ";
  return {};
}

void time_hashes(benchmark::State& state, hash_tokens_function* hash, bool hot) {
  const auto& texts = words_of(hot);
  std::vector<token> out;
  const double nanoseconds = time_step(
      state, [&]() -> const auto& {
        for (const folded_words& words : texts) {
          hash_words(hash, words, out);
          benchmark::ClobberMemory();
        }
        return out;
      });
  std::size_t bytes = 0, tokens = 0;
  for (const folded_words& words : texts) {
    bytes += words.bytes.size() - 16;
    tokens += words.expected.size();
  }
  count(state, nanoseconds, bytes, texts.size(), tokens);
}

void add_token_hash(const std::string& name, hash_tokens_function* hash) {
  for (const bool hot : {true, false}) {
    add_benchmark(
        "BM_token_hash/" + name + (hot ? "/hot" : "/cold"), [=] { return wrong_hashes(hash, hot); },
        [=](benchmark::State& state) { time_hashes(state, hash, hot); });
  }
}

}  // namespace

void add_token_hash_benchmarks() {
  add_token_hash("library", hash_by_library);
  for (const kernel* with : supported_kernels()) add_token_hash(with->name, with->hash_tokens);
}

}  // namespace neardup_bench
