// Which passages stand in more than one place, and where exactly? Borders are bytes of the source texts.
#include <cstdio>
#include <string>
#include <vector>

#include <neardup/neardup.hpp>

int main() {
  const std::string notice =
      "Visitors are asked to leave bags and umbrellas at the entrance, to keep to the marked path, and not "
      "to "
      "feed the geese, which know the opening hours better than the staff and tolerate no delay.";
  const std::vector<std::string> texts = {
      "The palace garden is open from eight to six. " + notice + " Tickets are sold at the gate.",
      "A walk around the lake takes an hour. Dogs are welcome on a lead. " + notice,
  };

  const auto result = neardup::find_near_duplicates(texts, {.scope = neardup::search_scope::passages});

  for (const auto& passage : result.passages) {
    std::printf("%u words match, score %.2f\n", passage.matched_tokens, passage.score);
    for (const neardup::text_span& span : {passage.first, passage.second.value_or(passage.first)}) {
      const std::string excerpt = texts[span.document].substr(span.begin, span.end - span.begin);
      std::printf("  text %zu, bytes %u to %u: %.24s...\n", span.document, span.begin, span.end,
                  excerpt.c_str());
    }
  }
}

// Prints:
// 36 words match, score 1.00
//   text 0, bytes 45 to 237: Visitors are asked to le...
//   text 1, bytes 66 to 258: Visitors are asked to le...
