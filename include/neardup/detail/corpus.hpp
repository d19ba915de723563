#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <neardup/candidates.hpp>
#include <neardup/detail/large_vector.hpp>
#include <neardup/detail/passage_seeds.hpp>
#include <neardup/detail/text_views.hpp>
#include <neardup/detail/token_shelf.hpp>
#include <neardup/identical.hpp>
#include <neardup/minhash.hpp>
#include <neardup/result.hpp>
#include <neardup/shingle.hpp>
#include <neardup/tokenize.hpp>

namespace neardup::inline v0::detail {

/// The texts of a run with what one pass over them gave.
struct corpus {
  std::span<const std::string_view> texts;
  std::vector<std::span<const token>> tokens;  ///< by document; empty when passages are not asked for
  std::vector<token_shelf> shelves;            ///< where they are
  std::vector<digest128> digests;              ///< by document: sequence_digest()
  std::vector<std::uint32_t> windows;          ///< by document: its shingles, repeats counted
  large_vector<std::uint32_t> signatures;  ///< documents x num_hashes; empty when articles are not asked for
  std::uint64_t held_bytes = 0;            ///< of the texts and all this, about
};

/// Asks for the beginning of a text that is needed next: texts lie anywhere, so that the machine cannot
/// guess. A little at a time, between the steps of work on the text before: a core has few requests open at
/// once, and waits where there are more (all at once gained a third of this, which took 6 % off the signing
/// of 300,000 texts of 3 KB).
class text_prefetch {
 public:
  explicit text_prefetch(std::string_view text) noexcept : text_(text.substr(0, most)) {}
  void some() noexcept {
    for (const std::size_t end = std::min(text_.size(), at_ + a_time); at_ < end; at_ += line)
      __builtin_prefetch(text_.data() + at_);
  }

 private:
  static constexpr std::size_t line = 64, a_time = 1024, most = 4096;
  std::string_view text_;
  std::size_t at_ = 0;
};

/// Counts of one worker; sums are the same whichever worker did what.
struct reading_counts {
  std::uint64_t empty = 0, short_texts = 0, malformed = 0, ill_formed = 0, bytes = 0, tokens = 0,
                shingles = 0;

  void add_document(std::string_view text, const token_stream& stream, std::uint32_t shingle_size) noexcept {
    empty += stream.tokens.empty();
    short_texts += !stream.tokens.empty() && stream.tokens.size() < shingle_size;
    malformed += stream.ill_formed != 0;
    ill_formed += stream.ill_formed;
    bytes += text.size();
    tokens += stream.tokens.size();
    shingles += shingle_count(stream.tokens.size(), shingle_size);
  }
  void add_to(run_statistics& statistics) const noexcept {
    statistics.empty += empty;
    statistics.short_texts += short_texts;
    statistics.malformed += malformed;
    statistics.ill_formed += ill_formed;
    statistics.bytes += bytes;
    statistics.tokens += tokens;
    statistics.shingles += shingles;
  }
};

/// What a search for passages holds all the time: of a token itself and two bits, of a text where it and its
/// tokens are and are numbered, and, where borders grow to sentences or paragraphs, those it has.
inline constexpr std::uint64_t passage_bytes_a_token = sizeof(token) + 1, passage_bytes_a_text = 112;

/// Throws where the texts and what must be held of them are more than a run may take.
inline void require_memory(const near_duplicate_options& options, std::uint64_t bytes) {
  if (!options.memory || bytes <= *options.memory) return;
  const bool articles = asks_for_articles(options.scope), passages = asks_for_passages(options.scope);
  throw error(errc::too_large, concatenated("memory is ", *options.memory, " bytes; allowed: at least ",
                                            bytes, ", which the texts and their ",
                                            articles && passages ? "tokens, seeds and signatures"
                                            : passages           ? "tokens and seeds"
                                                                 : "signatures",
                                            " take"));
}

/// Reads each text once: tokens, digest and signature, as far as the scope asks for them. Throws
/// error(errc::too_large) where options.memory is less than these and the fewest seeds take.
[[nodiscard]] inline corpus read_corpus(std::span<const std::string_view> texts,
                                        const near_duplicate_options& options, const run_control& control,
                                        run_statistics& statistics) {
  require_sizes(texts);
  const bool articles = asks_for_articles(options.scope), passages = asks_for_passages(options.scope);
  const shingler windows(options.effective_shingle_size(), options.seed);
  const minhasher hasher(settings_of(options));
  corpus read{texts, {}, {}, std::vector<digest128>(texts.size()), std::vector<std::uint32_t>(texts.size()),
              {}};
  const std::uint64_t bytes_a_text =
      64 + (articles ? std::uint64_t{4} * options.num_hashes : 0) + (passages ? passage_bytes_a_text : 0);
  read.held_bytes = texts.size() * bytes_a_text;
  for (const std::string_view text : texts) read.held_bytes += text.size();
  // What is too much is counted to the end where passages are asked for, so that the error can tell how much
  // there would be; nothing of it is held.
  if (!passages) require_memory(options, read.held_bytes);
  const std::uint64_t most_bytes = options.memory.value_or(UINT64_MAX);
  const bool fits = read.held_bytes <= most_bytes, signs = articles && fits;
  const std::uint64_t most_tokens = fits ? (most_bytes - read.held_bytes) / passage_bytes_a_token : 0;
  std::atomic<std::uint64_t> kept_tokens{0};
  if (passages) read.tokens.resize(texts.size());
  if (signs) read.signatures.resize(texts.size() * options.num_hashes);

  struct worker_state {
    token_stream stream;
    std::vector<std::uint32_t> hashes;
    reading_counts counts;
    token_shelf shelf;
  };
  constexpr std::size_t grain = 16;
  std::vector<worker_state> workers(worker_count(control, texts.size(), grain));
  parallel_for(
      "sign", texts.size(), grain, control, [&](std::size_t begin, std::size_t end, std::size_t worker) {
        auto& [stream, hashes, counts, shelf] = workers[worker];
        for (std::size_t i = begin; i < end; ++i) {
          text_prefetch next(i + 1 < texts.size() ? texts[i + 1] : std::string_view());
          next.some();
          tokenize(texts[i], options.tokenization(), stream);
          next.some();
          counts.add_document(texts[i], stream, windows.shingle_size());
          read.digests[i] = sequence_digest(stream.tokens);
          read.windows[i] =
              static_cast<std::uint32_t>(shingle_count(stream.tokens.size(), windows.shingle_size()));
          if (passages && (kept_tokens += stream.tokens.size()) <= most_tokens)
            read.tokens[i] = shelf.keep(stream.tokens);
          if (!signs) continue;
          next.some();
          windows.signature_hashes(stream.tokens, hashes);
          next.some();
          hasher.sign(hashes, std::span(read.signatures).subspan(i * options.num_hashes, options.num_hashes));
        }
      });
  statistics.documents = texts.size();
  for (worker_state& worker : workers) {
    worker.counts.add_to(statistics);
    read.shelves.push_back(std::move(worker.shelf));
  }
  read.held_bytes += kept_tokens * passage_bytes_a_token;
  // Half of what is left is for seeds, the other half for what comes of them.
  const std::uint64_t least_left = passages ? 2 * least_seed_bytes(kept_tokens, options.passage_window) : 0;
  require_memory(options, read.held_bytes + least_left);
  return read;
}

}  // namespace neardup::inline v0::detail
