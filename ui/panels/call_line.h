// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>
#include <QWidget>

class QLineEdit;

namespace weft::ui {

/// A feed in the call line.
struct CallFeed {
    QString tensor;        ///< "x:0"; empty for what only `text` tells
    QString text;          ///< "x: fashion-mnist/train[64]", or a value by hand: "[1, 2, 3]"
    bool byHand = false;   ///< typed, and can be typed anew
    bool missing = false;  ///< the call cannot be made before it is typed
};

/// The line under the toolbar that always shows the call: session, fetches and feeds as chips in
/// the spelling of Session.run. A click on a chip asks to go to that tensor; on one of a feed by
/// hand it opens a field for its value. Fetches that were chosen have a cross; tensors' names can
/// be dropped as further ones.
class CallLine final : public QWidget {
    Q_OBJECT

public:
    explicit CallLine(QWidget* parent = nullptr);

    /// A call chosen by hand: its fetches can be taken away, its feeds typed.
    void setChosen(const QString& session, const QStringList& fetches,
                   const std::vector<CallFeed>& feeds);
    /// @param feeds "x: fashion-mnist/train[64]".
    void setCall(const QString& session, const QStringList& fetches, const QStringList& feeds);
    /// The line as plain text, for tests and copying.
    QString text() const;
    /// Where a chip is; empty for what is not shown.
    QRect chipRect(const QString& text) const;
    /// Opens the field of a feed by hand.
    void editFeed(const QString& tensor);

signals:
    void tensorClicked(const QString& name);
    /// A fetch was taken away; a name was dropped.
    void fetchRemoved(const QString& name);
    void fetchAdded(const QString& name);
    /// A value was typed; empty: none.
    void feedTyped(const QString& tensor, const QString& text);

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void compose(const QString& session, const QStringList& fetches,
                 const std::vector<CallFeed>& feeds, bool chosen);
    struct Piece {
        QString text;
        bool chip = false;
        bool removable = false;
        CallFeed feed = {};
        QRect rect = {};
        QRect cross() const;
    };

    void addChip(const QString& text, bool removable, const CallFeed& feed = {});
    void layOut();
    void paintChip(QPainter& painter, const Piece& piece, bool hovered) const;
    int pieceAt(QPoint at) const;
    void endEdit(bool take);

    std::vector<Piece> m_pieces;
    int m_hover = -1;
    QLineEdit* m_field = nullptr;  // child; of the feed that is typed
    QString m_typed;               // its tensor
};

}  // namespace weft::ui
