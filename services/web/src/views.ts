/** The gateway's answers, as far as pages show them. */

export interface Product {
  readonly id: number;
  readonly name: string;
  readonly category: string;
  readonly price: number;
  readonly currency: string;
  readonly description?: string;
  readonly stock?: number;
  /** 0: the shop itself. */
  readonly shopId?: number;
}

export interface CartItem {
  readonly productId: number;
  readonly quantity: number;
  /** The rest is left out while the catalog is unavailable. */
  readonly name?: string;
  readonly category?: string;
  readonly price?: number;
  readonly currency?: string;
  readonly stock?: number;
  readonly subtotal?: number;
}

export interface Cart {
  readonly items: readonly CartItem[];
  readonly total?: number;
  readonly currency?: string;
}

export interface Order {
  readonly id: string;
  readonly status: "pending" | "confirmed" | "cancelled";
  readonly reason?: string;
  readonly lines: readonly {
    readonly productId: number;
    readonly name: string;
    readonly quantity: number;
    readonly unitPrice: number;
  }[];
  readonly shipping: number;
  readonly total: number;
  readonly currency: string;
  readonly country: string;
  readonly createdAt: string;
}

export interface Shipment {
  readonly trackingCode: string;
  readonly state: string;
}

export interface Quote {
  readonly cost: number;
  readonly currency: string;
  readonly days: number;
}

export interface Shop {
  readonly id: number;
  readonly ownerId: number;
  readonly name: string;
}

export interface ShopWithListings extends Shop {
  readonly listings: readonly Product[];
}

export interface Sale {
  readonly productId: number;
  readonly name: string;
  readonly quantity: number;
  readonly revenue: number;
  readonly currency: string;
}

export interface Account {
  readonly id: number;
  readonly username: string;
  readonly email: string;
}

export interface Notice {
  readonly id: number;
  readonly subject: string;
  readonly mail: string;
  readonly createdAt: string;
}

export interface Ad {
  readonly text: string;
  readonly path: string;
}

export interface Amount {
  readonly amount: number;
  readonly currency: string;
}

export interface Tokens {
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly expiresIn: number;
}

export function piecesIn({ items }: Cart): number {
  return items.reduce((sum, { quantity }) => sum + quantity, 0);
}
