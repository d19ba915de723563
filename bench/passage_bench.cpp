#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <benchmark/benchmark.h>

#include <neardup/find_near_duplicates.hpp>
#include <neardup/presets.hpp>

#include "support/benchmarks.hpp"
#include "support/peak_memory.hpp"

// From texts in memory to passages: prose in which hardly anything stands twice, as most of a corpus is.
namespace neardup_bench {
namespace {

/// A paragraph of one text that stands in a later one as well.
struct planted_paragraph {
  neardup::text_span original, copy;
};

struct prose {
  std::vector<std::string> texts;
  std::vector<planted_paragraph> copies;
  std::size_t bytes = 0;
};

/// The last paragraph of a text.
neardup::text_span last_paragraph(const prose& of, std::size_t document) {
  const std::string& text = of.texts[document];
  const std::size_t gap = text.rfind("\n\n");
  return {document, static_cast<std::uint32_t>(gap == std::string::npos ? 0 : gap + 2),
          static_cast<std::uint32_t>(text.size())};
}

/// 20 MB, about 6600 texts, of which one in a hundred begins with the last paragraph of another.
prose made_prose(const language& in) {
  prose made;
  writer author(in, 3);
  random_numbers random(4);
  while (made.bytes < 20'000'000) {
    std::string text = author.document();
    while (text.ends_with('\n') || text.ends_with(' ')) text.pop_back();
    if (const std::size_t here = made.texts.size(); here > 0 && random.one_in(100)) {
      const auto from = last_paragraph(made, random.below(here));
      const auto length = from.end - from.begin;
      if (length >= 400) {  // more than min_tokens of any language
        text.insert(0, made.texts[from.document].substr(from.begin, length) + "\n\n");
        made.copies.push_back({from, {here, 0, length}});
      }
    }
    made.bytes += text.size();
    made.texts.emplace_back(text.data(), text.size());  // without room to grow
  }
  return made;
}

const prose& prose_of(const language& in) {
  static std::map<std::string_view, prose> made;
  prose& answer = made[in.name];
  if (answer.texts.empty()) answer = made_prose(in);
  return answer;
}

bool covers_half(const neardup::text_span& span, const neardup::text_span& wanted) {
  if (span.document != wanted.document) return false;
  const std::uint32_t begin = std::max(span.begin, wanted.begin), end = std::min(span.end, wanted.end);
  return end > begin && 2 * (end - begin) >= wanted.end - wanted.begin;
}

struct preset {
  const char* name;
  neardup::near_duplicate_options (*options)();
};

/// But `ocr`, which finds chance matches in any prose.
constexpr preset presets[] = {{"news", neardup::presets::news},
                              {"verbatim", neardup::presets::verbatim},
                              {"corpus", neardup::presets::corpus}};

/// Every copy is found, and hardly anything else.
std::string judge(const prose& of, const std::vector<neardup::passage_match>& found) {
  for (const planted_paragraph& each : of.copies)
    if (std::ranges::none_of(found, [&](const neardup::passage_match& match) {
          return match.second && covers_half(match.first, each.original) &&
                 covers_half(*match.second, each.copy);
        }))
      return "a copy is missed";
  if (found.size() > 2 * of.copies.size()) return std::to_string(found.size()) + " passages";
  return "";
}

void add_passages(const preset& with, const language& in, std::uint32_t threads) {
  auto options = with.options();
  options.scope = neardup::search_scope::passages;
  options.threads = threads;
  const auto find = [&in, options] { return neardup::find_near_duplicates(prose_of(in).texts, options); };
  const auto memory_per_byte = std::make_shared<double>();
  auto* line = add_benchmark(
      "BM_passages/" + std::string(with.name) + "/" + std::string(in.name) +
          (threads == 1 ? "" : "/threads:" + std::to_string(threads)),
      [=, &in]() -> std::string {
        const prose& texts = prose_of(in);
        const peak_memory memory;
        const auto result = find();
        *memory_per_byte = static_cast<double>(memory.bytes()) / static_cast<double>(texts.bytes);
        return judge(texts, result.passages);
      },
      [=, &in](benchmark::State& state) {
        time_loop(state, [&] { benchmark::DoNotOptimize(find().passages.data()); });
        state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(prose_of(in).bytes));
        state.counters["memory_per_byte"] = *memory_per_byte;
      });
  line->Unit(benchmark::kMillisecond);
  if (threads != 1) line->UseRealTime();
}

}  // namespace

void add_passage_benchmarks() {
  for (const language& in : languages) {
    if (in.name != "english" && in.name != "chinese") continue;
    for (const preset& with : presets)
      for (const std::uint32_t threads : {1u, 2u}) add_passages(with, in, threads);
  }
}

}  // namespace neardup_bench
