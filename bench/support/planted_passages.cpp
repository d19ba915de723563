#include "support/planted_passages.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include <neardup/tokenize.hpp>

namespace neardup_bench {
namespace {

/// A token as it is written, and what stands between it and the one before.
struct piece {
  std::string before, token;
  std::uint64_t hash = 0;
  bool begins_sentence = false;
};

/// Letters that look alike to a machine that reads.
constexpr std::string_view misread[][2] = {
    {"e", "c"},           {"c", "e"},           {"l", "i"},           {"i", "l"},
    {"m", "rn"},          {"rn", "m"},          {"h", "b"},           {"u", "n"},
    {"n", "u"},           {"f", "t"},           {"a", "o"},           {"o", "0"},
    {"s", "5"},           {"\u00e9", "e"},      {"\u00e8", "\u00e9"}, {"\u00ea", "6"},
    {"\u0438", "\u043d"}, {"\u043d", "\u0438"}, {"\u043f", "\u043d"}, {"\u0448", "\u0449"},
    {"\u0435", "\u0441"}, {"\u0442", "\u0433"}, {"\u043e", "0"},      {"\u0628", "\u0646"},
    {"\u062a", "\u062b"}, {"\u062d", "\u062e"}, {"\u062f", "\u0630"}, {"\u0631", "\u0632"},
    {"\u0633", "\u0634"}, {"\u0641", "\u0642"}, {"\u0647", "\u0629"}, {"\u0e01", "\u0e16"},
    {"\u0e04", "\u0e14"}, {"\u0e1a", "\u0e1b"}, {"\u4eba", "\u5165"}, {"\u5927", "\u592a"},
    {"\u65e5", "\u76ee"}, {"\u672a", "\u672b"}};

constexpr std::size_t line_characters = 60;
constexpr std::uint64_t filler_words = 120;

bool begins_character(char byte) { return (static_cast<unsigned char>(byte) & 0xC0) != 0x80; }

std::size_t count_characters(std::string_view text) {
  return static_cast<std::size_t>(std::ranges::count_if(text, begins_character));
}

/// Writes passages, copies of them, and what stands between.
class passage_writer {
 public:
  explicit passage_writer(const language& in, std::uint64_t seed) : in_(in), author_(in, seed) {
    pool_ = pieces_of(sentences(4000));
  }

  void restart(std::uint64_t seed) { author_.restart(seed); }

  std::vector<piece> passage(std::uint32_t tokens) {
    auto pieces = pieces_of(sentences(tokens));  // a word is one token at least
    pieces.resize(tokens);
    // Where another sentence comes to stand first, this one gets what stood before the others.
    pieces.front().before = std::string(in_.stop) += in_.gap;
    return pieces;
  }

  /// From the first token to the stop behind the last.
  std::string text_of(const std::vector<piece>& pieces) const {
    std::string text;
    for (const piece& part : pieces) {
      if (!text.empty()) text += part.before;
      text += part.token;
    }
    return text += in_.stop;
  }

  /// Damages `pieces` and counts that in `into`.
  void damage_copy(const passage_kind& kind, std::vector<piece>& pieces, random_numbers& random,
                   planted_passage& into) const {
    const std::uint64_t edits = (std::uint64_t{kind.tokens} * kind.percent + 50) / 100;
    into.kept_tokens = kind.tokens;
    if (kind.how == damage::ocr) {
      misread_tokens(pieces, edits, random, into);
      break_lines(pieces, into);
    } else {
      edit_tokens(pieces, edits, random, into);
      if (kind.how == damage::reordered) reorder(pieces, random);
    }
  }

  void filler(std::string& text, random_numbers& random) {
    const std::uint64_t wanted = filler_words + random.below(filler_words);
    for (std::uint64_t words = 0; words < wanted;) {
      author_.sentence(text, [&](const word_span&) { ++words; });
      text += gap(random);
    }
  }

  std::string_view gap(random_numbers& random) const { return random.one_in(5) ? "\n\n" : in_.gap; }

 private:
  struct written {
    std::string text;
    std::vector<std::size_t> sentences;  ///< where each begins
  };

  written sentences(std::uint64_t words) {
    written made;
    for (std::uint64_t count = 0; count < words; made.text += in_.gap) {
      made.sentences.push_back(made.text.size());
      author_.sentence(made.text, [&](const word_span&) { ++count; });
    }
    return made;
  }

  static std::vector<piece> pieces_of(const written& from) {
    std::vector<piece> pieces;
    std::size_t end = 0, sentence = 0;
    for (const neardup::token& token : neardup::tokenize(from.text, {}).tokens) {
      piece& part = pieces.emplace_back();
      part.before = from.text.substr(end, token.begin - end);
      part.token = from.text.substr(token.begin, token.length);
      part.hash = token.hash;
      for (; sentence < from.sentences.size() && from.sentences[sentence] <= token.begin; ++sentence)
        part.begins_sentence = true;
      end = token.begin + token.length;
    }
    return pieces;
  }

  const piece& drawn(random_numbers& random) const { return pool_[random.below(pool_.size())]; }

  void replace(piece& part, random_numbers& random) const {
    const piece* other = &drawn(random);
    while (other->hash == part.hash) other = &drawn(random);
    part.token = other->token;
    part.hash = other->hash;
  }

  /// `count` different positions, by no pattern.
  static std::vector<std::size_t> positions(std::size_t of, std::uint64_t count, random_numbers& random) {
    std::vector<std::size_t> all(of);
    for (std::size_t i = 0; i < of; ++i) all[i] = i;
    shuffle(all, random);
    all.resize(count);
    return all;
  }

  void edit_tokens(std::vector<piece>& pieces, std::uint64_t edits, random_numbers& random,
                   planted_passage& into) const {
    enum { stays, replaced, deleted, inserted };
    constexpr int kinds[] = {replaced, deleted, replaced, inserted};
    std::vector<int> plan(pieces.size(), stays);
    std::size_t number = 0;
    for (const std::size_t at : positions(pieces.size(), edits, random)) plan[at] = kinds[number++ % 4];
    std::vector<piece> edited;
    for (std::size_t i = 0; i < pieces.size(); ++i) {
      piece part = pieces[i];
      // A deleted token's sentence begins with the next one, if that does not begin another.
      if (plan[i] == deleted) {
        if (part.begins_sentence && i + 1 < pieces.size() && !pieces[i + 1].begins_sentence) {
          pieces[i + 1].begins_sentence = true;
          pieces[i + 1].before = part.before;
        }
        continue;
      }
      if (plan[i] == replaced) replace(part, random);
      if (plan[i] == inserted) {
        edited.push_back({part.before, drawn(random).token, 0, part.begins_sentence});
        part.before = in_.space;
        part.begins_sentence = false;
      }
      edited.push_back(std::move(part));
    }
    pieces = std::move(edited);
    into.edits += static_cast<std::uint32_t>(edits);
    into.kept_tokens -= static_cast<std::uint32_t>(std::ranges::count(plan, int{replaced}) +
                                                   std::ranges::count(plan, int{deleted}));
  }

  /// Another order of the sentences; the halves of one alone.
  static void reorder(std::vector<piece>& pieces, random_numbers& random) {
    std::vector<std::vector<piece>> units;
    for (piece& part : pieces) {
      if (units.empty() || part.begins_sentence) units.emplace_back();
      units.back().push_back(std::move(part));
    }
    if (units.size() == 1) {
      const auto middle = units[0].begin() + static_cast<std::ptrdiff_t>(units[0].size() / 2);
      units.emplace_back(middle, units[0].end());
      units[0].erase(middle, units[0].end());
    }
    std::vector<std::size_t> order = positions(units.size(), units.size(), random);
    while (std::ranges::is_sorted(order)) shuffle(order, random);
    pieces.clear();
    for (const std::size_t unit : order) pieces.insert(pieces.end(), units[unit].begin(), units[unit].end());
  }

  void misread_tokens(std::vector<piece>& pieces, std::uint64_t count, random_numbers& random,
                      planted_passage& into) const {
    for (const std::size_t at : positions(pieces.size(), count, random)) misread_token(pieces[at], random);
    into.edits += static_cast<std::uint32_t>(count);
    into.kept_tokens -= static_cast<std::uint32_t>(count);
  }

  /// One letter for another; where none looks like another, the token for another.
  void misread_token(piece& part, random_numbers& random) const {
    std::vector<std::string> readings;
    for (const auto& [letter, other] : misread)
      for (std::size_t at = 0; (at = part.token.find(letter, at)) != std::string::npos; ++at)
        readings.push_back(std::string(part.token).replace(at, letter.size(), other));
    if (readings.empty())
      replace(part, random);
    else
      part.token = readings[random.below(readings.size())];
    part.hash = 0;  // it is damaged
  }

  /// Breaks lines within words of four letters or more, in the scripts that do, which are those with
  /// capitals; else between tokens.
  void break_lines(std::vector<piece>& pieces, planted_passage& into) const {
    std::size_t column = 0;
    for (piece& part : pieces) {
      const std::size_t characters = count_characters(part.token);
      column += count_characters(part.before) + characters;
      if (column <= line_characters) continue;
      if (in_.has_capitals && characters >= 4) {
        const std::size_t head = characters / 2;
        std::size_t at = 0;
        for (std::size_t seen = 0; !(begins_character(part.token[at]) && seen++ == head);) ++at;
        part.token.insert(at, "-\n");
        into.edits += part.hash != 0;
        into.kept_tokens -= part.hash != 0;
        column = characters - head;
      } else {
        if (part.before.ends_with(' ')) part.before.pop_back();
        part.before += '\n';
        column = characters;
      }
    }
  }

  const language& in_;
  writer author_;
  std::vector<piece> pool_;
};

enum class seed_kind : std::uint64_t { pool = 16, original, copy, layout, document };

std::uint64_t seed_of(const passage_planting& of, seed_kind kind, std::uint64_t number) {
  return seed_for(of.seed, static_cast<std::uint64_t>(kind), number);
}

void check(const std::vector<passage_kind>& kinds) {
  for (const passage_kind& kind : kinds)
    if (kind.tokens < 1 || kind.percent > 100)
      throw std::invalid_argument("a passage of " + std::to_string(kind.tokens) + " tokens, " +
                                  std::to_string(kind.percent) + " % damaged; allowed: 1 token, 0 to 100 %");
}

/// One side of a passage, yet to be written into a document.
struct waiting_side {
  std::size_t passage = 0;
  bool is_copy = false;
};

/// Which sides each document gets, in their order.
std::vector<std::vector<waiting_side>> layout(const passage_planting& of,
                                              const std::vector<planted_passage>& planted) {
  random_numbers random(seed_of(of, seed_kind::layout, 0));
  std::vector<std::vector<waiting_side>> documents(std::max<std::size_t>(2, (planted.size() + 1) / 2));
  for (std::size_t i = 0; i < planted.size(); ++i) {
    const std::size_t first = random.below(documents.size());
    const std::size_t other = (first + 1 + random.below(documents.size() - 1)) % documents.size();
    documents[first].push_back({i, false});
    documents[of.kinds[planted[i].kind].within_one_document ? first : other].push_back({i, true});
  }
  for (auto& sides : documents) shuffle(sides, random);
  return documents;
}

/// A passage and its copy as they are written.
struct written_passage {
  std::string original, copy;
};

written_passage write_passage(const passage_planting& of, std::size_t number, passage_writer& author,
                              planted_passage& into) {
  const passage_kind& kind = of.kinds[into.kind];
  author.restart(seed_of(of, seed_kind::original, number));
  random_numbers random(seed_of(of, seed_kind::copy, number));
  std::vector<piece> pieces = author.passage(kind.tokens);
  written_passage made{author.text_of(pieces), {}};
  author.damage_copy(kind, pieces, random, into);
  made.copy = author.text_of(pieces);
  into.copied_tokens = static_cast<std::uint32_t>(neardup::tokenize(made.copy, {}).tokens.size());
  return made;
}

}  // namespace

std::vector<passage_kind> combined_kinds(std::span<const damage> how, std::span<const std::uint32_t> percents,
                                         std::span<const std::uint32_t> tokens) {
  std::vector<passage_kind> kinds;
  for (const damage one : how)
    for (const std::uint32_t count : tokens)
      for (const bool within : {false, true})
        for (const std::uint32_t percent : percents) kinds.push_back({one, percent, count, within});
  return kinds;
}

passage_corpus plant_passages(const passage_planting& of) {
  check(of.kinds);
  passage_corpus made;
  passage_writer author(of.in, seed_of(of, seed_kind::pool, 0));
  std::vector<written_passage> written;
  for (std::size_t i = 0; i < of.kinds.size() * of.each; ++i) {
    made.planted.emplace_back().kind = i / of.each;
    written.push_back(write_passage(of, i, author, made.planted.back()));
  }
  const auto documents = layout(of, made.planted);
  for (std::uint32_t number = 0; number < documents.size(); ++number) {
    author.restart(seed_of(of, seed_kind::document, number));
    random_numbers random(~seed_of(of, seed_kind::document, number));
    std::string& text = made.texts.emplace_back();
    author.filler(text, random);
    for (const auto& [passage, is_copy] : documents[number]) {
      planted_passage& planted = made.planted[passage];
      const std::string& side = is_copy ? written[passage].copy : written[passage].original;
      (is_copy ? planted.copy : planted.original) = {number, text.size(), text.size() + side.size()};
      text += side;
      text += author.gap(random);
      author.filler(text, random);
    }
  }
  return made;
}

}  // namespace neardup_bench
