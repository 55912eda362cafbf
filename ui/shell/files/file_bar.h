// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QWidget>
#include <functional>
#include <vector>

class QVBoxLayout;

namespace weft::ui {

/// What can be done about something, as a button.
struct FileOffer {
    QString text;
    std::function<void()> act;
};

/// What there is to say about the open file: one line each with buttons, above the canvas. Never a
/// dialog; each line stays until it is answered, closed or no longer true.
class FileBar final : public QWidget {
    Q_OBJECT

public:
    enum class Level { Notice, Warning, Error };

    explicit FileBar(QWidget* parent = nullptr);

    /// Says something, in the place of what was said under that key before.
    /// @param detail second line, smaller: `CODE: message`; may be empty.
    void tell(const QString& key, Level level, const QString& words, std::vector<FileOffer> offers,
              const QString& detail = {});
    void clear(const QString& key);
    void clear();
    /// What is said, topmost first.
    QStringList words() const;
    QString detail(const QString& key) const;

private:
    QVBoxLayout* m_rows = nullptr;
};

}  // namespace weft::ui
