// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHash>
#include <QString>
#include <QStringList>

namespace weft::ui {

/// Other words for palette entries. By the entry's name: what people call it.
using Synonyms = QHash<QString, QStringList>;

/// Reads lines `word or words: Entry, Entry`; `#` begins a remark. Lines of another form are left
/// out.
Synonyms parseSynonyms(const QString& text);
/// The table that comes with Weft (resources/palette/synonyms.txt); read once.
const Synonyms& builtInSynonyms();

}  // namespace weft::ui
