#include <cstddef>
#include <string>
#include <string_view>

#include <benchmark/benchmark.h>

#include "support/benchmarks.hpp"
#include "support/corpus.hpp"
#include "support/pipeline.hpp"
#include "support/reference.hpp"

// From text to tokens, their hashes included.
namespace neardup_bench {
namespace {

using neardup::token_kind;

std::string wrong_tokens(const kernel& with, token_kind kind, const corpus& texts) {
  pipeline stages(with);
  for (const std::string& text : texts.texts) {
    const auto expected = reference::tokens(text, kind, seed);
    const auto& found = stages.tokenize(text, kind);
    if (found.tokens != expected.tokens || found.ill_formed != expected.ill_formed) return "tokens differ";
  }
  return {};
}

void add_tokenize(const std::string& prefix, token_kind kind, const kernel& with, const language& in) {
  add_benchmark(
      prefix + with.name + "/" + std::string(in.name),
      [&with, &in, kind] { return wrong_tokens(with, kind, corpus_of(in)); },
      [&with, &in, kind](benchmark::State& state) {
        pipeline stages(with);
        std::size_t tokens = 0;
        const double nanoseconds = time_corpus(
            state, corpus_of(in), [&](std::string_view text) -> const auto& {
              const auto& made = stages.tokenize(text, kind).tokens;
              tokens += made.size();
              return made;
            });
        count(state, nanoseconds, corpus_of(in), tokens / static_cast<std::size_t>(state.iterations()));
      });
}

}  // namespace

void add_tokenize_benchmarks() {
  for (const language& in : languages) {
    for (const kernel* with : supported_kernels()) {
      add_tokenize("BM_tokenize/", token_kind::words, *with, in);
      add_tokenize("BM_tokenize_characters/", token_kind::characters, *with, in);
      add_tokenize("BM_tokenize_whitespace/", token_kind::whitespace, *with, in);
    }
  }
}

}  // namespace neardup_bench
