// A row that is wider than its place says to which side it goes on: data-more holds "start", "end" or both.

const WHOLE_PX = 1; // positions are fractions of a pixel on some screens

export class EdgeFades {
  private row: HTMLElement | null = null;
  private readonly sizes = new ResizeObserver(() => this.mark());

  /** The row from now on, instead of the last one. */
  watch(row: HTMLElement): void {
    if (this.row !== null) this.sizes.unobserve(this.row);
    this.row = row;
    row.onscroll = () => this.mark();
    this.sizes.observe(row);
    this.mark();
  }

  private mark(): void {
    const { row } = this;
    if (row === null) return;
    const left = row.scrollWidth - row.clientWidth - row.scrollLeft;
    const more = [row.scrollLeft > WHOLE_PX ? "start" : "", left > WHOLE_PX ? "end" : ""];
    const words = more.filter((word) => word !== "").join(" ");
    if (words === "") row.removeAttribute("data-more");
    else row.setAttribute("data-more", words);
  }
}
