#include <array>
#include <string>
#include <vector>

#include <neardup/passage.hpp>

#include "support/catch.hpp"
#include "support/passage_oracle.hpp"

using namespace neardup;
using namespace test_support;

namespace {

/// `count` words that occur nowhere else.
std::string unique_words(const std::string& prefix, std::size_t count) {
  std::string text;
  for (std::size_t n = 0; n < count; ++n) text += prefix + std::to_string(n) + " ";
  return text;
}

std::size_t periodic_records(const passage_result& result) {
  return static_cast<std::size_t>(
      std::count_if(result.matches.begin(), result.matches.end(),
                    [](const passage_match& x) { return x.relation == passage_relation::periodic; }));
}

void require_one_periodic(const passage_corpus& corpus, std::uint32_t period, std::uint32_t copies,
                          std::uint32_t begin, std::uint32_t end) {
  const passage_result result = corpus.find();
  REQUIRE(result.matches.size() == 1);
  const passage_match& match = result.matches.front();
  CHECK(match.relation == passage_relation::periodic);
  CHECK(match.first == text_span{0, begin, end});
  CHECK_FALSE(match.second);
  CHECK(match.period_tokens == period);
  CHECK(match.copies == copies);
  CHECK(match.score == 1);
  CHECK(match.jaccard == 1);
  CHECK(match.link);
  CHECK_FALSE(match.truncated);
  CHECK(result.clusters.empty());
}

}  // namespace

TEST_CASE("passage: texts without a repeat give nothing", "[passage]") {
  CHECK(find_passages({}).matches.empty());
  CHECK(passage_corpus({""}).find().matches.empty());
  CHECK(passage_corpus({"", "one", "one two three", "one two three four five six"}).find().matches.empty());
  CHECK(passage_corpus({unique_words("a", 500), unique_words("b", 500)}).find().matches.empty());
}

TEST_CASE("passage: a copy is found from min_tokens on, with its bytes", "[passage]") {
  const auto corpus_of = [](std::size_t tokens) {
    const std::string copy = unique_words("c", tokens);
    return std::vector<std::string>{unique_words("a", 40) + copy + unique_words("b", 10),
                                    copy + unique_words("d", 50)};
  };
  CHECK(passage_corpus(corpus_of(29)).find().matches.empty());
  const passage_corpus corpus(corpus_of(30));
  const passage_result result = corpus.find();
  REQUIRE(result.matches.size() == 1);
  const passage_match& match = result.matches.front();
  CHECK(match.relation == passage_relation::cross);
  CHECK(corpus.excerpt(match.first) == corpus.excerpt(*match.second));
  CHECK(corpus.excerpt(match.first).substr(0, 3) == "c0 ");
  CHECK(match.second->begin == 0);
  CHECK(match.matched_tokens == 30);
  CHECK(match.score == 1);
  CHECK(match.jaccard == 1);
  CHECK_FALSE(match.truncated);
  CHECK(match.link);
  CHECK(result.clusters == std::vector<passage_cluster>{{{match.first, *match.second}}});
  CHECK(result.statistics.anchors == 1);
}

TEST_CASE("passage: options out of range are refused by name", "[passage]") {
  const auto refused = [](passage_options options, const std::string& name) {
    try {
      (void)find_passages({}, options);
    } catch (const error& problem) {
      return problem.code() == errc::invalid_options && std::string(problem.what()).rfind(name, 0) == 0;
    }
    return false;
  };
  CHECK(refused({.min_tokens = 0}, "min_tokens is 0; allowed: at least 1"));
  CHECK(refused({.min_score = 0}, "min_score is 0"));
  CHECK(refused({.min_score = 1.5}, "min_score is 1.5"));
  CHECK(refused({.min_score = std::numeric_limits<double>::quiet_NaN()}, "min_score is nan"));
  CHECK(refused({.seed_tokens = 0}, "seed_tokens is 0"));
  CHECK(refused({.seed_tokens = 65}, "seed_tokens is 65"));
  CHECK(refused({.shingle_size = 0}, "shingle_size is 0"));
}

TEST_CASE("passage: a requested stop ends the search", "[passage]") {
  std::stop_source stop;
  stop.request_stop();
  run_control control;
  control.stop = stop.get_token();
  const std::string text = unique_words("a", 100);
  const token_stream stream = tokenize(text);
  const std::vector<passage_source> sources{{text, stream.tokens}, {text, stream.tokens}};
  CHECK_THROWS_AS(find_passages(sources, {}, control), error);
}

TEST_CASE("passage: progress tells of seeds, then of passages", "[passage]") {
  std::vector<std::string> stages;
  const std::function<void(const progress_report&)> progress = [&](const progress_report& report) {
    CHECK(report.done <= report.total);
    if (stages.empty() || stages.back() != report.stage) stages.emplace_back(report.stage);
  };
  const std::string text = unique_words("a", 100);
  const token_stream stream = tokenize(text);
  const std::vector<passage_source> sources{{text, stream.tokens}, {text, stream.tokens}};
  CHECK(find_passages(sources, {}, {.progress = &progress}).matches.size() == 1);
  CHECK(stages == std::vector<std::string>{"seeds", "passages"});
}

TEST_CASE("passage: periodic text is one record", "[passage]") {
  require_one_periodic(passage_corpus({repeat("a ", 100000)}), 1, 100000, 0, 199999);
  require_one_periodic(passage_corpus({repeat("a ", 40)}), 1, 40, 0, 79);
  require_one_periodic(passage_corpus({repeat("a b c d e f g ", 20000)}), 7, 20000, 0, 279999);
  const std::string block = unique_words("x", 50), head = unique_words("h", 20), tail = unique_words("t", 20);
  for (const std::uint32_t copies : {3u, 10u, 100u}) {
    const auto begin = static_cast<std::uint32_t>(head.size());
    const auto end = static_cast<std::uint32_t>(begin + copies * block.size() - 1);
    require_one_periodic(passage_corpus({head + repeat(block, copies) + tail}), 50, copies, begin, end);
  }
}

TEST_CASE("passage: a longest token that repeats is periodic too", "[passage]") {
  const passage_result result = passage_corpus({std::string(1 << 20, 'a')}).find();
  REQUIRE(result.matches.size() == 1);
  CHECK(result.matches.front().period_tokens == 1);
}

TEST_CASE("passage: ten copies with text between are one cluster of ten", "[passage]") {
  for (const std::size_t apart : {1u, 5u, 20u, 100u}) {
    const std::string block = unique_words("x", 50);
    std::string text;
    for (int n = 0; n < 10; ++n) text += block + unique_words("s" + std::to_string(n) + "n", apart);
    const passage_corpus corpus({text});
    const passage_result result = corpus.find();
    INFO(apart << " words apart");
    CHECK(periodic_records(result) == 0);
    REQUIRE(result.clusters.size() == 1);
    CHECK(result.clusters.front().members.size() == 10);
    for (const text_span& member : result.clusters.front().members)
      CHECK(corpus.excerpt(member) + " " == block);
  }
}

TEST_CASE("passage: a phrase of very many texts is linked in linear time", "[passage]") {
  const std::string footer = unique_words("f", 50);
  for (const std::size_t copies : {63u, 64u, 65u, 66u, 5000u}) {
    std::vector<std::string> texts;
    for (std::size_t n = 0; n < copies; ++n)
      texts.push_back(unique_words("d" + std::to_string(n) + "n", 20) + footer);
    const passage_result result = passage_corpus(std::move(texts)).find();
    const bool capped = copies > passage_options().seed_group_limit;
    INFO(copies << " copies");
    REQUIRE(result.clusters.size() == 1);
    CHECK(result.clusters.front().members.size() == copies);
    CHECK(result.matches.size() == (capped ? copies - 1 : copies * (copies - 1) / 2));
    CHECK(result.statistics.capped_seeds == (capped ? 46 : 0));
    std::size_t links = 0, truncated = 0;
    for (const passage_match& match : result.matches) links += match.link, truncated += match.truncated;
    CHECK(links == copies - 1);
    CHECK(truncated == (capped ? copies - 1 : 0));
  }
}

TEST_CASE("passage: what stands behind a phrase of very many texts is found all the same", "[passage]") {
  // Two texts share a phrase of many texts and go on alike: before it is no room for a seed of their own.
  const std::string phrase = unique_words("f", 10), copy = unique_words("c", 30);
  std::vector<std::string> texts;
  for (std::size_t n = 0; n < 100; ++n)
    texts.push_back(unique_words("d" + std::to_string(n) + "n", 20) + phrase +
                    (n == 40 || n == 70 ? copy : unique_words("e" + std::to_string(n) + "n", 20)));
  const passage_corpus corpus(std::move(texts));
  const passage_result result = corpus.find();
  REQUIRE(result.matches.size() == 1);
  CHECK(result.matches.front().first.document == 40);
  CHECK(result.matches.front().second->document == 70);
  CHECK(corpus.excerpt(result.matches.front().first) + " " == phrase + copy);
  CHECK_FALSE(result.matches.front().truncated);
}

TEST_CASE("passage: a phrase of very many texts and a word more is found whole", "[passage]") {
  const std::string phrase = unique_words("f", 200);
  std::vector<std::string> texts;
  for (std::size_t n = 0; n < 100; ++n)
    texts.push_back(unique_words("d" + std::to_string(n) + "n", 20) + phrase +
                    (n == 40 || n == 70 ? "more " : "") + unique_words("e" + std::to_string(n) + "n", 20));
  const passage_corpus corpus(std::move(texts));
  const passage_result result = corpus.find();
  CHECK(result.clusters.size() == 1);
  CHECK(result.matches.size() == 100);
  const auto pair = std::find_if(result.matches.begin(), result.matches.end(), [](const passage_match& x) {
    return x.first.document == 40 && x.second->document == 70;
  });
  REQUIRE(pair != result.matches.end());
  CHECK(corpus.excerpt(pair->first) + " " == phrase + "more ");
}

TEST_CASE("passage: random text over few words is no repeat, a copy in it is one", "[passage]") {
  word_source source(5, 10);
  std::vector<std::string> words = source.words(200000);
  CHECK(passage_corpus({join(words)}).find().matches.empty());
  std::copy_n(words.begin() + 1000, 200, words.begin() + 90000);
  const passage_result result = passage_corpus({join(words)}).find();
  REQUIRE(result.matches.size() == 1);
  CHECK(result.matches.front().matched_tokens >= 200);
}

TEST_CASE("passage: a million words twice are one passage", "[passage]") {
  word_source source(6, 50000);
  const std::string body = join(source.words(1000000));
  const passage_result result = passage_corpus({body + "\n\n" + body}).find();
  REQUIRE(result.matches.size() == 1);
  CHECK(result.matches.front().first == text_span{0, 0, static_cast<std::uint32_t>(body.size())});
  CHECK(result.matches.front().matched_tokens == 1000000);
}

TEST_CASE("passage: threads and order leave no trace", "[passage]") {
  word_source source(7, 3000);
  std::vector<std::string> texts;
  std::vector<std::string> shared = source.words(4000);
  for (int n = 0; n < 60; ++n) {
    auto words = source.words(100);
    for (int m = 0; m < 3; ++m) {
      const auto from = shared.begin() + static_cast<std::ptrdiff_t>(source.below(3800));
      words.insert(words.end(), from, from + 80);
      for (int e = 0; e < 5; ++e) words[source.below(words.size())] = source.word();
    }
    texts.push_back(join(words));
  }
  const passage_corpus corpus(texts);
  const passage_result one = corpus.find({}, 1);
  REQUIRE(one.matches.size() > 100);
  for (const std::uint32_t threads : {2u, 3u}) {
    const passage_result more = corpus.find({}, threads);
    CHECK(more.matches == one.matches);
    CHECK(more.clusters == one.clusters);
  }
  CHECK(std::is_sorted(one.matches.begin(), one.matches.end(),
                       [](const passage_match& x, const passage_match& y) {
                         return std::tie(x.first, x.second) < std::tie(y.first, y.second);
                       }));
}

TEST_CASE("passage: swapping two texts mirrors their passages", "[passage]") {
  word_source source(8, 2000);
  for (int round = 0; round < 20; ++round) {
    std::vector<std::string> x = source.words(300), y = source.words(200);
    for (int copy = 0; copy < 2; ++copy) {
      const auto from = x.begin() + static_cast<std::ptrdiff_t>(source.below(200));
      std::vector<std::string> words(from, from + 90);
      for (int edit = 0; edit < 9; ++edit) words[source.below(words.size())] = source.word();
      y.insert(y.begin() + static_cast<std::ptrdiff_t>(source.below(y.size())), words.begin(), words.end());
    }
    auto forth = passage_corpus({join(x), join(y)}).find().matches;
    auto back = passage_corpus({join(y), join(x)}).find().matches;
    for (passage_match& match : back) {
      if (match.relation != passage_relation::cross) {
        match.first.document = 1 - match.first.document;
        if (match.second) match.second->document = 1 - match.second->document;
        continue;
      }
      std::swap(match.first, *match.second);
      match.first.document = 0;
      match.second->document = 1;
    }
    const auto order = [](const passage_match& a, const passage_match& b) {
      return std::tie(a.first, a.second) < std::tie(b.first, b.second);
    };
    std::sort(forth.begin(), forth.end(), order);
    std::sort(back.begin(), back.end(), order);
    for (auto* list : {&forth, &back})
      for (passage_match& match : *list) match.link = false, match.cluster.reset();
    CHECK(forth == back);
  }
}

TEST_CASE("passage: any text and any options give true claims", "[passage]") {
  word_source source(9, 1);
  for (int round = 0; round < 600; ++round) {
    const token_kind kind = std::array{token_kind::words, token_kind::characters,
                                       token_kind::whitespace}[static_cast<std::size_t>(round % 3)];
    const bool ligatures = round % 2 == 0;  // of two or three characters that share their bytes
    const std::size_t alphabet = 1 + source.below(6);
    std::vector<std::string> texts(1 + source.below(3));
    for (std::string& text : texts) {
      const std::size_t pieces = source.below(120);
      for (std::size_t n = 0; n < pieces; ++n) {
        if (source.below(30) == 0 && !text.empty()) text += text.substr(source.below(text.size()));
        if (source.below(20) == 0) text += static_cast<char>(source.below(256));
        if (ligatures && source.below(6) == 0) text += source.below(2) == 0 ? "\uFB00" : "\uFB03";
        text += "fiabcd"[source.below(alphabet)];
        text += " .\n\"\xC2\xA0"[source.below(6)];
        if (text.size() > 3000) break;
      }
    }
    const passage_options options{.min_tokens = 1 + static_cast<std::uint32_t>(source.below(12)),
                                  .min_score = 0.1 * static_cast<double>(1 + source.below(10)),
                                  .seed_tokens = 1 + static_cast<std::uint32_t>(source.below(8)),
                                  .shingle_size = 1 + static_cast<std::uint32_t>(source.below(6)),
                                  .snap = static_cast<snapping>(source.below(4))};
    const passage_corpus corpus(texts, kind);
    const passage_result result = corpus.find(options);
    INFO("round " << round);
    // A span holds tokens outside the match where its borders share bytes or grow over marks that are tokens.
    const bool spans_are_exact = !corpus.has_tokens_that_share_bytes() &&
                                 (kind == token_kind::words || options.snap == snapping::none);
    for (const passage_match& match : result.matches) {
      CHECK(match.score >= options.min_score);
      CHECK(match.score <= 1);
      CHECK(match.first.begin < match.first.end);
      CHECK(match.first.end <= texts[match.first.document].size());
      if (match.relation == passage_relation::periodic) {
        CHECK(match.copies >= 3);
        continue;
      }
      CHECK(match.second->begin < match.second->end);
      CHECK(match.second->end <= texts[match.second->document].size());
      const auto x = corpus.hashes(match.first), y = corpus.hashes(*match.second);
      CHECK(std::min(x.size(), y.size()) >= options.min_tokens);
      CHECK(match.matched_tokens <= naive_lcs(x, y));
      if (match.relation == passage_relation::self) CHECK(match.first.end <= match.second->begin);
      if (!spans_are_exact) continue;
      CHECK(match.score ==
            static_cast<double>(match.matched_tokens) / static_cast<double>(std::max(x.size(), y.size())));
      CHECK(match.jaccard == naive_jaccard(x, y, options.shingle_size));
    }
    CHECK(corpus.find(options, 2).matches == result.matches);
  }
}

TEST_CASE("passage: among characters none begins or ends with a space", "[passage]") {
  // What is common stands between words, so that the spaces around it are common, too.
  const std::string common = "the quick brown fox jumps over the lazy dog near the river bank";
  const std::string x = "alpha " + common + " beta", y = "gamma " + common + " delta";
  const token_stream a = tokenize(x, token_kind::characters), b = tokenize(y, token_kind::characters);
  const std::vector<passage_source> sources{{x, a.tokens}, {y, b.tokens}};
  const passage_result result = find_passages(sources);
  REQUIRE(result.matches.size() == 1);
  const passage_match& match = result.matches.front();
  REQUIRE(match.second);
  // Both alpha and gamma end in an "a", which belongs to what is common; the spaces at the borders do not.
  CHECK(x.substr(match.first.begin, match.first.end - match.first.begin) == "a " + common);
  CHECK(y.substr(match.second->begin, match.second->end - match.second->begin) == "a " + common);
  CHECK(match.matched_tokens == common.size() + 2);
  CHECK(match.score == 1);
}

TEST_CASE("passage: sides that are equal token for token have score 1", "[passage]") {
  // Among two words chains go off the diagonal of the copy. Each match is compared again, side with side.
  word_source source(43, 2);
  std::size_t equal = 0;
  for (int round = 0; round < 300; ++round) {
    const std::vector<std::string> body = source.words(20 + source.below(60));
    std::vector<std::string> text = source.words(5);
    for (int copy = 0; copy < 2; ++copy) {
      text.insert(text.end(), body.begin(), body.end());
      const std::vector<std::string> more = source.words(1 + source.below(10));
      text.insert(text.end(), more.begin(), more.end());
    }
    const passage_corpus corpus({join(text)});
    const passage_result result =
        corpus.find({.min_tokens = 3, .seed_tokens = 1, .exhaustive = true, .snap = snapping::none});
    for (const passage_match& match : result.matches) {
      if (!match.second || corpus.hashes(match.first) != corpus.hashes(*match.second)) continue;
      ++equal;
      INFO("round " << round << ": " << corpus.text(0));
      CHECK(match.score == 1);
    }
  }
  CHECK(equal > 300);
}
