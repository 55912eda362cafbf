// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/palette/synonyms.h"

#include <QFile>

#include "ui/base/icons.h"

namespace weft::ui {

Synonyms parseSynonyms(const QString& text) {
    Synonyms made;
    for (const QString& line : text.split('\n')) {
        if (line.startsWith('#')) { continue; }
        const qsizetype colon = line.lastIndexOf(':');
        if (colon <= 0) { continue; }
        const QString words = line.left(colon).trimmed();
        for (const QString& entry : line.mid(colon + 1).split(',', Qt::SkipEmptyParts)) {
            made[entry.trimmed()].append(words);
        }
    }
    return made;
}

const Synonyms& builtInSynonyms() {
    static const Synonyms table = [] {
        initResources();
        QFile file(QStringLiteral(":/palette/synonyms.txt"));
        return file.open(QIODevice::ReadOnly) ? parseSynonyms(QString::fromUtf8(file.readAll()))
                                              : Synonyms();
    }();
    return table;
}

}  // namespace weft::ui
