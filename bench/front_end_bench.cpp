#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <benchmark/benchmark.h>

#include <neardup/detail/xxhash.hpp>

#include "support/benchmarks.hpp"
#include "support/corpus.hpp"
#include "support/naive.hpp"
#include "support/pipeline.hpp"
#include "support/reference.hpp"

// The whole way from text to signature, beside the program that one would write first.
namespace neardup_bench {
namespace {

using neardup::token_kind;

std::string wrong_stage(const kernel& with, const corpus& texts) {
  pipeline stages(with);
  const auto multipliers = reference::multipliers(num_hashes / 2, seed);
  for (const std::string& text : texts.texts) {
    const auto expected_tokens = reference::tokens(text, token_kind::words, seed).tokens;
    const auto& tokens = stages.tokenize(text).tokens;
    if (tokens != expected_tokens) return "tokens differ";
    const auto expected_hashes = reference::signature_hashes(tokens, shingle_size, seed);
    const auto hashes = stages.shingle(tokens);
    if (!std::ranges::equal(hashes, expected_hashes)) return "signature hashes differ";
    if (!std::ranges::equal(stages.sign(hashes), reference::minmax32(expected_hashes, multipliers)))
      return "signatures differ";
  }
  return {};
}

void add_text_to_signature(const kernel& with, const language& in) {
  add_benchmark(
      std::string("BM_text_to_signature/") + with.name + "/" + std::string(in.name),
      [&with, &in] { return wrong_stage(with, corpus_of(in)); },
      [&with, &in](benchmark::State& state) {
        pipeline stages(with);
        const double nanoseconds =
            time_corpus(state, corpus_of(in), [&](std::string_view text) { return stages.sign(text); });
        std::size_t tokens = 0;
        for (const std::string& text : corpus_of(in).texts) tokens += stages.tokenize(text).tokens.size();
        count(state, nanoseconds, corpus_of(in), tokens);
      });
}

/// The naive program's shingles and signatures are its own; its words are ours.
std::string wrong_naive_words(const corpus& texts) {
  for (const std::string& text : texts.texts) {
    const auto expected = reference::tokens(text, token_kind::words, seed).tokens;
    const auto words = reference::naive_words_of(text);
    const auto same = [](const std::string& word, const neardup::token& token) {
      return neardup::detail::xxh3_64(word.data(), word.size(), seed) == token.hash;
    };
    if (!std::ranges::equal(words, expected, same)) return "words differ";
  }
  return {};
}

void add_naive_text_to_signature(const language& in) {
  add_benchmark(
      "BM_text_to_signature/naive/" + std::string(in.name),
      [&in] { return wrong_naive_words(corpus_of(in)); },
      [&in](benchmark::State& state) {
        std::vector<std::uint32_t> signature(naive_hashes);
        std::size_t tokens = 0;
        const double nanoseconds = time_corpus(
            state, corpus_of(in), [&](std::string_view text) -> const auto& {
              const auto words = reference::naive_words_of(text);
              tokens += words.size();
              naive_sign(naive_shingles(words), signature);
              return signature;
            });
        count(state, nanoseconds, corpus_of(in), tokens / static_cast<std::size_t>(state.iterations()));
      });
}

}  // namespace

void add_front_end_benchmarks() {
  for (const language& in : languages) {
    add_naive_text_to_signature(in);
    for (const kernel* with : supported_kernels()) add_text_to_signature(*with, in);
  }
}

}  // namespace neardup_bench
