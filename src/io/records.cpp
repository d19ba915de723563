#include "io/records.hpp"

#include <algorithm>
#include <span>
#include <string>
#include <vector>

#include "io/json_object.hpp"

namespace neardup::io {

namespace {

class record_writer {
 public:
  record_writer(const documents& input, output_file& out) : record_writer(input, input, out) {}
  /// Pairs of a document of `input` and one of `others`.
  record_writer(const documents& input, const documents& others, output_file& out)
      : input_(input), others_(others), out_(out) {}

  void write(const removed_document& removed) {
    record("removed")
        .add("id", id(removed.document))
        .add("kept", id(removed.kept))
        .add("jaccard", removed.jaccard)
        .end();
    end_line();
  }

  void write(const near_duplicate_pair& pair) {
    record("pair")
        .add("first", id(pair.first))
        .add("second", others_.ids[pair.second])
        .add("jaccard", pair.jaccard)
        .add("containment_first", pair.containment_first)
        .add("containment_second", pair.containment_second)
        .end();
    end_line();
  }

  void write(const estimated_pair& pair) {
    record("pair")
        .add("first", id(pair.first))
        .add("second", others_.ids[pair.second])
        .add("estimated_jaccard", pair.estimated_jaccard)
        .add("standard_error", pair.standard_error)
        .end();
    end_line();
  }

  void write(const identical_group& group, std::size_t number) {
    json_object object = record("identical");
    object.add("group", number).key_only("members");
    list(group.members);
    object.end();
    end_line();
  }

  void write(const cluster& found, std::size_t number) {
    json_object object = record("cluster");
    object.add("cluster", number).add("representative", id(found.representative)).key_only("members");
    list(found.members);
    if (found.min_jaccard) object.add("min_jaccard", *found.min_jaccard);
    if (found.min_estimated_jaccard) object.add("min_estimated_jaccard", *found.min_estimated_jaccard);
    if (found.weakest)
      object.add_object("weakest", [&](json_object& weakest) {
        weakest.add("first", id(found.weakest->first))
            .add("second", id(found.weakest->second))
            .add("jaccard", found.weakest->jaccard);
      });
    object.end();
    end_line();
  }

  void write(const passage_match& match) {
    json_object object = record("passage");
    object.key_only("first");
    span(match.first);
    if (match.second)
      object.key_only("second"), span(*match.second);
    else
      object.add("second", nullptr);
    if (match.relation == passage_relation::periodic) {
      object.add("relation", "periodic")
          .add("period_tokens", match.period_tokens)
          .add("copies", match.copies);
    } else {
      object.add("score", match.score)
          .add("jaccard", match.jaccard)
          .add("matched_tokens", match.matched_tokens)
          .add("relation", match.relation == passage_relation::self ? "self" : "cross");
    }
    if (match.truncated) object.add("truncated", true);
    object.end();
    end_line();
  }

  void write(const passage_cluster& found, std::size_t number) {
    json_object object = record("passage_cluster");
    object.add("cluster", number).key_only("members");
    list(found.members, [this](const text_span& member) { span(member); });
    object.end();
    end_line();
  }

  /// `remove`: the repeated spans of the document.
  void write(const document_repetition& measured, std::span<const repeated_span> remove) {
    json_object object = record("document");
    object.add("id", id(measured.document)).add("repeat_fraction", measured.repeat_fraction);
    object.key_only("remove");
    list(remove, [this](const repeated_span& each) {
      json_object(line_).add("begin", each.where.begin).add("end", each.where.end).end();
    });
    object.add_object("gopher", [&](json_object& gopher) { add(gopher, measured.ratios); });
    object.end();
    end_line();
  }

  void write(const repeated_span& cut) { write(record("cut"), cut); }
  /// A cut alone, not of any kind: a file of cuts has nothing else.
  void write_bare(const repeated_span& cut) { write(json_object(line_), cut); }
  void write(const run_statistics& run, const program_statistics& program, bool articles,
             const removal_statistics* removal = nullptr, const cut_statistics* cuts = nullptr) {
    const bool against = &others_ != &input_;
    reading_statistics reading = input_.statistics;
    if (against) reading += others_.statistics;
    json_object object = record("statistics");
    object.add("documents", input_.texts.size())
        .add("empty", run.empty)
        .add("short", run.short_texts)
        .add("malformed", run.malformed + reading.repaired)
        .add("shingles", run.shingles)
        .add("candidates", run.candidates)
        .add("verified", run.verified)
        .add("pairs", run.pairs);
    if (articles)
      object.add("threshold", run.threshold)
          .add("bands", run.bands)
          .add("rows", run.rows)
          .add("recall_at_threshold", run.recall_at_threshold)
          .add("linked_buckets", run.linked_buckets);
    object.add("seconds_read", program.seconds_read)
        .add("seconds_sign", run.seconds_sign)
        .add("seconds_candidates", run.seconds_candidates)
        .add("seconds_verify", run.seconds_verify)
        .add("seconds_cluster", run.seconds_cluster)
        .add("seconds_passages", run.seconds_passages)
        .add("seconds_total", program.seconds_total)
        .add("bytes", run.bytes)
        .add("peak_memory", program.peak_memory)
        .add("ill_formed", run.ill_formed + reading.replaced)
        .add("tokens", run.tokens)
        .add("skipped_lines", reading.skipped_lines)
        .add("blank_lines", reading.blank_lines)
        .add("other_files", reading.other_files)
        .add("seeds", run.seeds)
        .add("anchors", run.anchors)
        .add("capped_seeds", run.capped_seeds)
        .add("passages", run.passages)
        .add("seconds_documents", run.seconds_documents)
        .add("candidates_per_document", run.candidates_per_document);
    if (articles) object.add("crowded_buckets", run.crowded_buckets);
    if (against) object.add("documents_against", others_.texts.size());
    if (removal != nullptr)
      object.add("kept", removal->kept)
          .add("removed", removal->removed)
          .add("bytes_kept", removal->bytes_kept)
          .add("bytes_removed", removal->bytes_removed);
    if (cuts != nullptr)
      object.add("documents_cut", cuts->documents)
          .add("cuts", cuts->cuts)
          .add("bytes_kept", cuts->bytes_kept)
          .add("bytes_removed", cuts->bytes_removed);
    if (!run.advice.empty()) object.add("advice", std::string_view(run.advice));
    object.end();
    end_line();
  }

 private:
  json_object record(const char* kind) {
    json_object object(line_);
    object.add("kind", kind);
    return object;
  }
  [[nodiscard]] const document_id& id(std::size_t document) const { return input_.ids[document]; }

  void write(json_object object, const repeated_span& cut) {
    object.add("id", id(cut.where.document)).add("begin", cut.where.begin).add("end", cut.where.end);
    if (cut.cluster)
      object.add("cluster", *cut.cluster + 1);
    else
      object.add("cluster", nullptr);
    object.end();
    end_line();
  }

  static void add(json_object& gopher, const repetition_ratios& ratios) {
    gopher.add("duplicate_lines", ratios.duplicate_lines)
        .add("duplicate_paragraphs", ratios.duplicate_paragraphs)
        .add("duplicate_line_characters", ratios.duplicate_line_characters)
        .add("duplicate_paragraph_characters", ratios.duplicate_paragraph_characters);
    for (std::size_t i = 0; i < ratios.top_ngram_characters.size(); ++i)
      gopher.add("top_" + std::to_string(i + 2) + "gram_characters", ratios.top_ngram_characters[i]);
    for (std::size_t i = 0; i < ratios.duplicate_ngram_characters.size(); ++i)
      gopher.add("duplicate_" + std::to_string(i + 5) + "gram_characters",
                 ratios.duplicate_ngram_characters[i]);
  }

  template <class Items, class Write>
  void list(const Items& items, Write write_one) {
    line_ += '[';
    for (const auto& item : items) {
      if (&item != &items.front()) line_ += ',';
      write_one(item);
    }
    line_ += ']';
  }

  void list(const std::vector<std::size_t>& members) {
    list(members, [this](std::size_t member) { append_json(line_, id(member)); });
  }

  void span(const text_span& where) {
    json_object(line_).add("id", id(where.document)).add("begin", where.begin).add("end", where.end).end();
  }

  void end_line() {
    line_ += '\n';
    out_.write(line_);
    line_.clear();
  }

  const documents& input_;
  const documents& others_;
  output_file& out_;
  std::string line_;
};

}  // namespace

void write_records(const near_duplicate_result& result, const documents& input,
                   const program_statistics& program, const record_options& options, output_file& out) {
  record_writer writer(input, out);
  const auto numbered = [&](const auto& list) {
    for (std::size_t i = 0; i < list.size(); ++i) writer.write(list[i], i + 1);
  };
  for (const auto& pair : result.pairs) writer.write(pair);
  for (const auto& pair : result.estimated_pairs) writer.write(pair);
  numbered(result.identical);
  numbered(result.clusters);
  for (const auto& match : result.passages)
    if (options.all_passages || match.link) writer.write(match);
  numbered(result.passage_clusters);
  std::span<const repeated_span> repeated = result.repeated;
  for (const document_repetition& measured : result.documents) {
    const auto end = std::find_if(repeated.begin(), repeated.end(), [&](const repeated_span& each) {
      return each.where.document != measured.document;
    });
    const auto own = static_cast<std::size_t>(end - repeated.begin());
    writer.write(measured, repeated.first(own));
    repeated = repeated.subspan(own);
  }
  writer.write(result.statistics, program, options.articles);
}

void write_matches(const near_duplicate_result& result, const documents& queries, const documents& corpus,
                   const program_statistics& program, output_file& out) {
  record_writer writer(queries, corpus, out);
  for (const auto& pair : result.pairs) writer.write(pair);
  for (const auto& pair : result.estimated_pairs) writer.write(pair);
  writer.write(result.statistics, program, true);
}

removal_statistics count_removals(const near_duplicate_result& result, const documents& input) {
  removal_statistics counted;
  counted.removed = result.removed.size();
  counted.kept = input.texts.size() - counted.removed;
  for (const removed_document& each : result.removed)
    counted.bytes_removed += input.texts[each.document].size();
  counted.bytes_kept = result.statistics.bytes - counted.bytes_removed;
  return counted;
}

cut_statistics count_cuts(const near_duplicate_result& result) {
  cut_statistics counted;
  counted.cuts = result.repeated.size();
  const text_span* last = nullptr;
  for (const repeated_span& each : result.repeated) {
    counted.documents += last == nullptr || last->document != each.where.document;
    counted.bytes_removed += each.where.end - each.where.begin;
    last = &each.where;
  }
  counted.bytes_kept = result.statistics.bytes - counted.bytes_removed;
  return counted;
}

void write_cuts(const near_duplicate_result& result, const documents& input,
                const program_statistics& program, output_file& out) {
  record_writer writer(input, out);
  for (std::size_t i = 0; i < result.passage_clusters.size(); ++i)
    writer.write(result.passage_clusters[i], i + 1);
  for (const repeated_span& each : result.repeated) writer.write(each);
  const cut_statistics counted = count_cuts(result);
  writer.write(result.statistics, program, false, nullptr, &counted);
}

void write_cut_spans(const near_duplicate_result& result, const documents& input, output_file& out) {
  record_writer writer(input, out);
  for (const repeated_span& each : result.repeated) writer.write_bare(each);
}

void write_removals(const near_duplicate_result& result, const documents& input,
                    const program_statistics& program, output_file& out) {
  record_writer writer(input, out);
  for (const removed_document& each : result.removed) writer.write(each);
  const removal_statistics counted = count_removals(result, input);
  writer.write(result.statistics, program, true, &counted);
}

}  // namespace neardup::io
