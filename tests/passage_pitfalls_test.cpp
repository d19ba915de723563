#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include <neardup/passage.hpp>

#include "support/catch.hpp"
#include "support/passage_oracle.hpp"

// Texts on which searches for passages go wrong.
using namespace neardup;
using namespace test_support;

namespace {

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
    text.replace(at, from.size(), to);
  return text;
}

/// Words of which each stands once.
std::string unique_words(const std::string& prefix, std::size_t count) {
  std::string text;
  for (std::size_t n = 0; n < count; ++n) text += prefix + std::to_string(n) + " ";
  return text;
}

const std::string paragraph =
    "Le caf\u00e9 d'\u00c9lo\u00efse est ferm\u00e9, \"\u00e0 cause des travaux\", dit-elle\u00a0: la "
    "fa\u00e7ade, le go\u00fbt,\nl'\u0153uvre et l'id\u00e9e m\u00eame n'ont gu\u00e8re chang\u00e9 depuis "
    "que la mairie a c\u00e9d\u00e9 le b\u00e2timent\nau th\u00e9\u00e2tre voisin";

}  // namespace

TEST_CASE("passage: the same words in other bytes are the same passage", "[passage]") {
  std::string decomposed = paragraph;
  for (const auto& [composed, parts] :
       std::vector<std::pair<std::string, std::string>>{{"\u00e9", "e\u0301"},
                                                        {"\u00e0", "a\u0300"},
                                                        {"\u00e7", "c\u0327"},
                                                        {"\u00fb", "u\u0302"},
                                                        {"\u00ea", "e\u0302"},
                                                        {"\u00e8", "e\u0300"},
                                                        {"\u00e2", "a\u0302"},
                                                        {"\u00ef", "i\u0308"},
                                                        {"\u00c9", "E\u0301"}})
    decomposed = replaced(decomposed, composed, parts);
  const std::vector<std::string> variants{
      decomposed,
      replaced(paragraph, " ", "\u00a0"),
      replaced(replaced(paragraph, "'", "\u2019"), "\"", "\u201d"),
      replaced(paragraph, "\n", "\r\n"),
      replaced(paragraph, " ", " \xFF\xC3 "),  // bytes that are no UTF-8
      replaced(paragraph, " ", " \xEF\xBB\xBF"),
      replaced(paragraph, "caf", "CAF"),
  };
  const std::string before = "\xEF\xBB\xBF" + unique_words("a", 20), after = " " + unique_words("b", 20);
  for (const std::string& variant : variants) {
    const passage_corpus corpus({before + paragraph + after, unique_words("c", 30) + variant + ". Fin."});
    const passage_result result = corpus.find();
    INFO(variant);
    REQUIRE(result.matches.size() == 1);
    CHECK(corpus.excerpt(result.matches[0].first) == paragraph);
    CHECK(corpus.excerpt(*result.matches[0].second) == variant);
    CHECK(result.matches[0].score == 1);
    CHECK(result.matches[0].jaccard == 1);
  }
}

TEST_CASE("passage: scripts without spaces are found to the byte", "[passage]") {
  const std::string han =
      "\u5e02\u653f\u5e9c\u5468\u4e00\u5ba3\u5e03\uff0c\u65b0\u6865\u5c06\u4e8e\u660e\u5e74\u6625\u5929"
      "\u5f00\u5de5\uff0c\u9884\u8ba1\u4e09\u5e74\u5185\u5b8c\u6210\uff0c\u603b\u6295\u8d44\u7ea6\u4e3a"
      "\u516b\u4ebf\u5143\u4eba\u6c11\u5e01\u3002";
  const std::string thai =
      "\u0e01\u0e23\u0e38\u0e07\u0e40\u0e17\u0e1e\u0e21\u0e2b\u0e32\u0e19\u0e04\u0e23\u0e40\u0e1b\u0e47"
      "\u0e19\u0e40\u0e21\u0e37\u0e2d\u0e07\u0e2b\u0e25\u0e27\u0e07\u0e02\u0e2d\u0e07\u0e1b\u0e23\u0e30"
      "\u0e40\u0e17\u0e28\u0e44\u0e17\u0e22\u0e41\u0e25\u0e30\u0e40\u0e1b\u0e47\u0e19\u0e28\u0e39\u0e19"
      "\u0e22\u0e4c\u0e01\u0e25\u0e32\u0e07\u0e01\u0e32\u0e23\u0e1b\u0e01\u0e04\u0e23\u0e2d\u0e07";
  for (const std::string& body : {han, thai}) {
    const passage_corpus corpus({"Title\n\n" + body + "\n\nBy the way\n\n" + body + "\n\nEnd"});
    const passage_result result = corpus.find();
    REQUIRE(result.clusters.size() == 1);
    REQUIRE(result.clusters[0].members.size() == 2);
    for (const text_span& member : result.clusters[0].members) CHECK(corpus.excerpt(member) == body);
  }
}

TEST_CASE("passage: stretches in another order are found one by one", "[passage]") {
  std::vector<std::string> sentences;
  for (int n = 0; n < 4; ++n) sentences.push_back(unique_words("s" + std::to_string(n) + "w", 80));
  const passage_corpus corpus({sentences[0] + sentences[1] + sentences[2] + sentences[3],
                               sentences[2] + sentences[0] + sentences[3] + sentences[1]});
  const passage_result result = corpus.find();
  CHECK(result.clusters.size() == 4);
  for (const passage_match& match : result.matches) {
    CHECK(corpus.excerpt(match.first) == corpus.excerpt(*match.second));
    CHECK(match.matched_tokens == 80);
  }
}

TEST_CASE("passage: a footer of twenty thousand texts is one cluster, in linear time", "[passage]") {
  const std::string footer = unique_words("f", 50);
  std::vector<std::string> texts;
  for (std::size_t n = 0; n < 20000; ++n)
    texts.push_back(unique_words("d" + std::to_string(n) + "n", 10) + footer);
  const passage_result result = passage_corpus(std::move(texts)).find();
  REQUIRE(result.clusters.size() == 1);
  CHECK(result.clusters[0].members.size() == 20000);
  CHECK(result.matches.size() == 19999);
  CHECK(result.statistics.anchors == 19999);
}

TEST_CASE("passage: a million words drawn at random hold no passage", "[passage]") {
  word_source source(41, 50000);
  std::vector<std::string> texts(20);
  for (std::string& text : texts) text = join(source.words(50000));
  CHECK(passage_corpus(std::move(texts)).find().matches.empty());
}

TEST_CASE("passage: texts of few different words hold no passage that chance would not give", "[passage]") {
  struct text {
    std::uint64_t seed;
    std::size_t words;
  };
  // In the first two are stretches that agree by three quarters, the best of twenty thousand million places.
  for (const text& each : {text{13, 10}, text{19, 7}, text{1, 20}}) {
    INFO(each.words << " words, seed " << each.seed);
    CHECK(passage_corpus({join(word_source(each.seed, each.words).words(200000))}).find().matches.empty());
  }
}

TEST_CASE("passage: exhaustive pairs every place of a phrase, within its limit", "[passage]") {
  const std::string footer = unique_words("f", 50);
  std::vector<std::string> texts;
  for (std::size_t n = 0; n < 100; ++n)
    texts.push_back(unique_words("d" + std::to_string(n) + "n", 10) + footer);
  const passage_corpus corpus(std::move(texts));
  CHECK(corpus.find().matches.size() == 99);
  const passage_result all = corpus.find({.exhaustive = true});
  CHECK(all.matches.size() == 100 * 99 / 2);
  CHECK(all.statistics.capped_seeds == 0);
  for (const passage_match& match : all.matches) CHECK_FALSE(match.truncated);
  const std::uint64_t pairs = 46 * 100 * 99 / 2;
  CHECK(corpus.find({.exhaustive = true, .seed_pair_limit = pairs}).matches.size() == 100 * 99 / 2);
  for (const std::uint32_t threads : {1u, 3u}) {
    try {
      (void)corpus.find({.exhaustive = true, .seed_pair_limit = pairs - 1}, threads);
      FAIL("no error");
    } catch (const error& problem) {
      CHECK(problem.code() == errc::too_large);
      CHECK(problem.what() ==
            std::string("exhaustive meets more than 227699 pairs of equal seeds; allowed: at most "
                        "seed_pair_limit"));
    }
  }
  // One word said over and over: an error at once, not after five thousand million pairs.
  CHECK_THROWS_AS(passage_corpus({repeat("a ", 100000)}).find({.exhaustive = true}), error);
}
