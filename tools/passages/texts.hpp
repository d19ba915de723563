#pragma once

#include <array>
#include <string>
#include <string_view>

// The texts of the page.
namespace passages {

/// A report, and another that quotes it with small edits. Elsewhere they share a phrase, in the other order.
inline constexpr std::string_view report =
    "The cinema on Mill Street opens again in May, seven years after it closed. \u201cThe roof was rebuilt "
    "over the winter by volunteers, who carried four thousand slates up a ladder, because the lane is too "
    "narrow for a crane. We kept the seats, the curtain and the smell of the foyer. The first film is free "
    "for all who carried slates.\u201d Ada Holm, who will run the house, says so with a straight face. It "
    "will be open every evening for the rest of the year.";
inline constexpr std::string_view quoting =
    "What does a small town do for the rest of the year, when the guests have gone? Some of them build. "
    "\u201cThe roof was rebuilt during the winter by volunteers, who carried about four thousand slates up "
    "a ladder, because the lane is narrow for a crane. We kept the seats, the curtain and the smell of the "
    "foyer. The first film is free for anybody who carried slates.\u201d More than that nobody in the "
    "valley wanted, and the cinema of Mill Street is said to be full.";

/// A French note under its headline, which was pasted twice.
inline std::string doubled() {
  const std::string body =
      "\u00ab\u00a0Tant que la mer monte, nous restons\u00a0\u00bb, dit la gardienne. La lampe a "
      "\u00e9t\u00e9 r\u00e9par\u00e9e au printemps par deux apprentis du port, sans un sou de la commune. "
      "Le samedi, on monte les cent douze marches avec elle, et le caf\u00e9 est offert \u00e0 ceux qui "
      "comptent juste. Elle en rit encore\u00a0: \u00ab\u00a0Personne ne compte juste\u00a0!\u00a0\u00bb";
  return "Le phare rouvre\n\n" + body + "\n\n" + body + "\n";
}

/// A log that says the same thing ten times.
inline std::string periodic() {
  std::string text = "Harbour pumps, night shift.\n";
  for (int n = 0; n < 10; ++n) text += "Pump on, valve open, level rising.\n";
  return text + "Shift ended at six.\n";
}

/// An old granary is turned into a library, in Chinese.
inline constexpr std::string_view granary = "\u65e7\u7cae\u4ed3\u6539\u6210\u56fe\u4e66\u9986";

struct named_text {
  std::string_view name;
  std::string text;
};

/// A library's notice in three texts, twice in the third, and a letter in two of them; then the log.
inline std::array<named_text, 4> collection() {
  const std::string notice =
      "The library is closed on Monday mornings while the shelves are dusted. Books may be returned "
      "through the green flap beside the door, which opens only inwards and has kept the fingers of three "
      "members so far. Fines are waived during that time.";
  const std::string reworded =
      "The library is closed on Monday mornings while its shelves are dusted. Books can be returned "
      "through the green flap beside the door, which opens only inwards and has kept the fingers of four "
      "members so far. Fines are waived during that time.";
  const std::string letter =
      "Dear neighbours, whoever borrowed my wheelbarrow from the yard on the night of the storm is welcome "
      "to keep it until Easter, provided that the hen who lives in it gets her evening corn and a dry "
      "corner to sleep in.";
  return {
      {{"newsletter.txt", "Opening hours are on the gate. " + notice + " The reading room has a new stove."},
       {"gazette.txt", "From our readers this week, one voice of many. " + letter +
                           " Now to the town hall and its announcements. " + reworded},
       {"archive.txt", notice + " Posted by the caretaker in spring. " + notice +
                           " Repeated because nobody had read it. " + letter + " By a farmer."},
       {"pumps.log", periodic()}}};
}

}  // namespace passages
